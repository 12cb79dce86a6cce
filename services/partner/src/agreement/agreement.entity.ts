import { agreement } from '@awrach/contracts';
import { centimes, partsColumn, type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';
import type { Agreement, Line, Revision } from './agreement.ts';

/** Revisions as they stand in the database: centimes as digits. */
type StoredRevision = Omit<Revision, 'lines'> & {
  readonly lines: readonly (Omit<Line, 'grant'> & { readonly grant: string })[];
};

export const AgreementEntity = new EntitySchema<Agreement>({
  name: 'Agreement',
  tableName: 'agreement',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    reference: { type: 'text' },
    partnerId: { name: 'partner_id', type: 'uuid' },
    status: { type: 'text' },
    currentRevision: { name: 'current_revision', type: 'int' },
    inForceRevision: { name: 'in_force_revision', type: 'int', nullable: true },
    revisions: partsColumn('revisions', (stored: readonly StoredRevision[]): readonly Revision[] =>
      stored.map((revision) => ({
        ...revision,
        lines: revision.lines.map((line) => ({ ...line, grant: centimes(BigInt(line.grant)) })),
      })),
    ),
    cancellation: { type: 'jsonb', nullable: true },
    sample: { type: 'boolean' },
  },
});

export const agreements: ThingKind<Agreement> = { entity: AgreementEntity, contract: agreement };
