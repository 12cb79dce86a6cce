import { createHash } from 'node:crypto';
import type { DataSource, EntityManager, FindOptionsWhere } from 'typeorm';
import type { Caller } from '../identity/caller.ts';
import { type Allowance, outOfScope } from '../identity/scope.ts';
import { refuse } from '../refusal/catalogue.ts';
import { type Refusal, RefusalError } from '../refusal/refusal.ts';
import { type ReceiptText, receiptOf } from './receipt.ts';
import type { Thing, ThingKind } from './thing.ts';
import { unitOfWork, type Work } from './work.ts';

/** What every mutation's input has. */
export interface MutationInput {
  readonly idempotencyKey: string;
  readonly including?: readonly ReceiptText[] | null;
}

/** What a mutation leaves: the thing to answer with, as it was written, and the receipt for it. */
export interface Written<State extends Thing> {
  readonly thing: State;
  readonly receipt: ReceiptText;
}

/**
 * Carries out one mutation: waits for the writes that the input includes, then in one transaction remembers the
 * idempotency key and does the work. A repeat does nothing: it answers with the first receipt, and the thing as it is now.
 * @param kind of the thing that the work resolves to
 * @throws RefusalError whatever the work refused; nothing of it is kept
 */
export type Write<Self = void> = <State extends Thing>(
  this: Self,
  mutation: string,
  kind: ThingKind<State>,
  input: MutationInput,
  work: (work: Work) => Promise<State>,
) => Promise<Written<State>>;

interface WriteParts {
  readonly database: DataSource;
  readonly caller: Caller | undefined;
  readonly requestId: string;
  readonly allowance: Allowance | undefined;
  holding(receipts: readonly ReceiptText[] | null | undefined): Promise<void>;
  /** What a constraint of the database refuses, by its name: what may stand there once only, of two requests at the same instant too. */
  readonly constraints: Readonly<Record<string, Refusal>>;
  /** Told after each commit: there is something to send. */
  committed(): void;
}

/** 8 to 64 characters that a database can keep: neither control characters nor halves of others. */
const readableKey = /^[^\p{Cc}\p{Cs}]{8,64}$/u;

/** How often a transaction is tried that PostgreSQL ended because of others (deadlock, serialization). */
const attempts = 4;

export function writer(parts: WriteParts): Write {
  return async (mutation, kind, input, work) => {
    const { caller, allowance } = parts;
    if (!caller || !allowance)
      throw new Error(`${mutation} writes without a caller: its field carries no @allow`);
    const key = input.idempotencyKey;
    if (!readableKey.test(key)) throw new RefusalError(refuse('idempotency.key-format', 'idempotencyKey'));
    requireOwnProvince(caller, allowance, input);
    await parts.holding(input.including);
    const hash = inputHash(input, caller);
    const run = () =>
      parts.database.transaction(async (manager) => {
        const unit = unitOfWork(manager, { requestId: parts.requestId, by: { caller, allowance, mutation } });
        const earlier = await remember(unit, caller.subject, mutation, key, hash);
        if (earlier)
          return { thing: await presentState(manager, kind, earlier.thing), receipt: earlier.receipt };
        const thing = await work(unit);
        const receipt = receiptOf(unit.recorded);
        await unit.query(
          'update idempotency set thing = $4, receipt = $5 where caller = $1 and mutation = $2 and key = $3',
          [caller.subject, mutation, key, thing.id, receipt],
        );
        return { thing, receipt };
      });
    try {
      return await retried(run);
    } catch (error) {
      const refused = constraintOf(error, parts.constraints);
      throw refused ? new RefusalError(refused, { cause: error }) : error;
    } finally {
      parts.committed();
    }
  };
}

/**
 * What an input says to be of another province is refused before anything is looked up for it: neither what is there nor
 * what is missing elsewhere is told. Things that it names by id are compared when they are locked.
 */
function requireOwnProvince(caller: Caller, { within }: Allowance, input: MutationInput): void {
  if (caller.province === undefined || !('province' in input) || typeof input.province !== 'string') return;
  const refused = outOfScope(caller, within, { province: input.province });
  if (refused) throw new RefusalError({ ...refused, field: 'province' });
}

/** A thing as it is now. */
function presentState<State extends Thing>(
  manager: EntityManager,
  kind: ThingKind<State>,
  id: string,
): Promise<State> {
  const where = { id } as FindOptionsWhere<State>; /* every Thing has an id; the generic cannot see it */
  return manager.findOneByOrFail(kind.entity, where);
}

/** The first answer to this key, if there was one. Of two at once the second waits here until the first has committed. */
async function remember(
  unit: Work,
  caller: string,
  mutation: string,
  key: string,
  hash: string,
): Promise<{ readonly thing: string; readonly receipt: ReceiptText } | undefined> {
  const { rowCount } = await unit.query(
    `insert into idempotency (caller, mutation, key, input_hash) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [caller, mutation, key, hash],
  );
  if (rowCount === 1) return undefined;
  const { rows } = await unit.query<{ input_hash: string; thing: string; receipt: ReceiptText }>(
    'select input_hash, thing, receipt from idempotency where caller = $1 and mutation = $2 and key = $3',
    [caller, mutation, key],
  );
  const [first] = rows;
  if (!first || first.input_hash !== hash) {
    throw new RefusalError(refuse('idempotency.other-input', 'idempotencyKey'));
  }
  return first;
}

/**
 * Says the same for the same input, in whatever order its fields came; key and receipts are left out. For whom the caller
 * acts counts too: the first answer is not for who holds a token for another province by now.
 */
function inputHash(input: MutationInput, { role, province, partner }: Caller): string {
  const { idempotencyKey: _key, including: _including, ...rest } = input;
  return createHash('sha256')
    .update(JSON.stringify(sorted({ role, province, partner, rest })))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

function constraintOf(error: unknown, constraints: WriteParts['constraints']): Refusal | undefined {
  const name = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
  return typeof name === 'string' ? constraints[name] : undefined;
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (attempt >= attempts || (code !== '40P01' && code !== '40001')) throw error;
    }
  }
}
