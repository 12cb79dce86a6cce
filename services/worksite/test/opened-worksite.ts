import { type AgreementState, agreement, type CommitmentState, commitment } from '@awrach/contracts';
import type { Caller } from '@awrach/subgraph';
import {
  type Answer,
  caller,
  type OpenedSubgraph,
  openSubgraph,
  received,
} from '../../../packages/subgraph/test/opened-subgraph.ts';
import { service } from '../src/service.ts';

/** The service on a database of its own. */
export const openWorksiteService = (): Promise<OpenedSubgraph> => openSubgraph(service);

export const khenifra = caller('province', { province: '05.301' });

let keys = 0;

/** Has a province do something to a worksite. */
export const change = (
  service: OpenedSubgraph,
  mutation: string,
  input: Record<string, unknown>,
  by: Caller | null = khenifra,
): Promise<Answer> => {
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  return service.ask(
    by ?? undefined,
    `mutation ($input: ${name}!) {
      ${mutation}(input: $input) { receipt worksite { status version recordedAt commune { code } edition sector size nameAr nameFr sample openedOn closedOn outcome suspensions { from until reason }
        basis { agreement { id } agreementVersion revision } } }
    }`,
    { input: { idempotencyKey: `test-key-${++keys}`, ...input } },
  );
};

export const told = (state: AgreementState) => received(agreement, state);

/** Finance's answer to an agreement's revision. */
export const answered = (agreementId: string, decision: CommitmentState['decision'], revision = 1) =>
  received(commitment, {
    id: agreementId.replace(/^.{8}/, 'c0c0c0c0'),
    version: 1,
    recordedAt: '2022-02-01T09:30:00.000000Z',
    province: '05.301',
    edition: 2022,
    commune: null,
    agreementId,
    revision,
    decision,
    amount: '0.00',
    requested: '7600.00',
    reason: decision === 'REFUSED' ? 'ENVELOPE_EXCEEDED' : null,
    basis: { agreementVersion: 1 },
  });
