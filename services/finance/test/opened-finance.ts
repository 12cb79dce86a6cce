import { commitmentId } from '@awrach/contracts';
import {
  type Answer,
  caller,
  type OpenedSubgraph,
  openSubgraph,
} from '../../../packages/subgraph/test/opened-subgraph.ts';
import { service } from '../src/service.ts';
import { id } from './states.ts';

/** The service on a database of its own. */
export const openFinance = (): Promise<OpenedSubgraph> => openSubgraph(service);

/** Forgets all that a test has left, rules apart: quicker than a database for each. */
export async function forget(service: OpenedSubgraph): Promise<void> {
  await service.database.query(`
    alter table event disable trigger event_is_never_emptied;
    truncate agreement, worksite_grant, worksite, envelope, commitment, tranche, payment, idempotency, audit, outbox, event;
    alter table event enable trigger event_is_never_emptied;
  `);
}

/** What is asked, and how many queries of the database it took. */
export async function counted(
  { database: { driver } }: OpenedSubgraph,
  ask: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly queries: number }> {
  let queries = 0;
  const connect = driver.obtainMasterConnection;
  driver.obtainMasterConnection = () => {
    queries += 1;
    return connect.call(driver);
  };
  try {
    return { answer: await ask(), queries };
  } finally {
    driver.obtainMasterConnection = connect;
  }
}

export const ministry = caller('ministry');
export const council = caller('council', { province: '05.301' });
export const province = caller('province', { province: '05.301' });

let keys = 0;
const key = () => `test-key-${++keys}`;

/** The ministry opens Khénifra's envelope of 2022, or gives it another amount, in dirhams. */
export const fund = (
  service: OpenedSubgraph,
  mutation: 'openEnvelope' | 'changeEnvelope',
  amount: number,
  more: Record<string, unknown> = {},
  by = ministry,
): Promise<Answer> => {
  const type = mutation === 'openEnvelope' ? 'OpenEnvelopeInput' : 'ChangeEnvelopeInput';
  return service.ask(
    by,
    `mutation ($input: ${type}!) {
      answer: ${mutation}(input: $input) { receipt envelope { id version recordedAt edition amount reserved available } }
    }`,
    {
      input: {
        idempotencyKey: key(),
        province: '05.301',
        edition: 2022,
        amount: `${amount}.00`,
        ...more,
      },
    },
  );
};

/** The council pays on a tranche. */
export const pay = (
  service: OpenedSubgraph,
  input: { readonly trancheId: string; readonly amount: string } & Record<string, unknown>,
  by = council,
): Promise<Answer> =>
  service.ask(
    by,
    `mutation ($input: RecordPaymentInput!) {
      recordPayment(input: $input) { receipt payment { id version recordedAt edition amount paidOn reference } tranche { paid left status payments { amount } } }
    }`,
    { input: { idempotencyKey: key(), paidOn: '2022-04-01', reference: `OP-${key()}`, ...input } },
  );

/** What anybody sees of the envelope and of the commitment for the nth agreements. */
export async function standing(service: OpenedSubgraph, ...numbers: readonly number[]) {
  const { data, rules } = await service.ask(
    undefined,
    `query ($agreements: [_Any!]!) {
      envelope(province: "05.301", edition: 2022) { amount reserved available }
      _entities(representations: $agreements) { ... on Agreement { commitment { decision amount revision reason } } }
    }`,
    { agreements: numbers.map((n) => ({ __typename: 'Agreement', id: id('agr', n) })) },
  );
  expect(rules).toEqual([]);
  return {
    reserved: data.envelope?.reserved ?? null,
    decisions: data._entities.map(
      (entity: { commitment: { decision: string } | null } | null) => entity?.commitment?.decision ?? null,
    ),
    commitments: data._entities.map((entity: { commitment: unknown } | null) => entity?.commitment ?? null),
  };
}

/** The events recorded so far, as `commitment reserved`, each with the thing it is of. */
export async function happened(service: OpenedSubgraph): Promise<string[]> {
  const rows: { type: string; aggregateid: string }[] = await service.database.query(
    'select type from event order by seq',
  );
  return rows.map(({ type }) => type.split('.').slice(3, 5).join(' '));
}

export const commitmentOf = (n: number) => commitmentId(id('agr', n));
