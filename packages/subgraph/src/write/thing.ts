import type { ThingContract, ThingState } from '@awrach/contracts';
import type { EntitySchema, EntitySchemaColumnOptions } from 'typeorm';
import { timestampColumn } from '../database/columns.ts';

/** What every thing of the domain has. Province, edition and commune never change: a mistake is cancelled and entered anew. */
export interface Thing {
  readonly id: string;
  /** Counts the changes; rises, gaps are allowed. */
  readonly version: number;
  /** The database's clock (RFC 3339, UTC, microseconds), taken while the thing was locked. */
  readonly recordedAt: string;
  /** HCP code of the province that it belongs to. */
  readonly province: string;
  /** The programme's yearly run, or null for what outlives editions. */
  readonly edition: number | null;
  /** HCP code of the commune where it stands, or null. */
  readonly commune: string | null;
}

/** A thing that rules have decided on but that is not recorded yet. */
export type Unrecorded<State extends Thing> = Omit<State, 'version' | 'recordedAt'>;

/** How one kind of thing is kept and told. */
export interface ThingKind<State extends Thing> {
  readonly entity: EntitySchema<State>;
  readonly contract: ThingContract;
  /** The state as outsiders may see it; without it, the whole state is told. What is personal must be left out here. */
  readonly told?: (state: State) => ThingState;
}

/** The columns of {@link Thing}, to be spread into an entity. */
export const thingColumns = {
  id: { type: 'uuid', primary: true },
  version: { type: 'int' },
  recordedAt: timestampColumn('recorded_at'),
  province: { type: 'text' },
  edition: { type: 'int', nullable: true },
  commune: { type: 'text', nullable: true },
} as const satisfies Record<keyof Thing, EntitySchemaColumnOptions>;
