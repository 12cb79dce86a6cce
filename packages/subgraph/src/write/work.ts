import type { ThingState } from '@awrach/contracts';
import { nextStamp, recordEvent, type SqlTransaction } from '@awrach/messaging';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { sqlTransactionOf } from '../database/database.ts';
import { formatMoney } from '../graph/money.ts';
import type { Belonging, Caller } from '../identity/caller.ts';
import { type Allowance, outOfScope } from '../identity/scope.ts';
import { refuse } from '../refusal/catalogue.ts';
import { type Decision, isRefusal, RefusalError } from '../refusal/refusal.ts';
import type { Recorded } from './receipt.ts';
import type { Thing, ThingKind, Unrecorded } from './thing.ts';

/** On whose behalf a transaction changes things: a caller through a mutation, or the service itself, reacting. */
export interface Origin {
  readonly requestId?: string | undefined;
  readonly by?: { readonly caller: Caller; readonly allowance: Allowance; readonly mutation: string };
}

/** How `load` finds what it locks. */
export interface LoadOptions {
  /** The input's field that named the thing; the refusal names it. */
  readonly field?: string;
  /** The version that the caller has seen; another one is refused (`version.stale`). */
  readonly expectedVersion?: number | null | undefined;
}

/**
 * One transaction's changes. Everything that a service changes of its things goes through here, so that each change
 * is locked, held to the caller's province or partner, given its version and moment, and recorded with its event, in one commit.
 */
export interface Work extends SqlTransaction {
  readonly manager: EntityManager;
  /** What was recorded, or found present, so far; a receipt names it. */
  readonly recorded: readonly Recorded[];
  /** Locks a thing. @throws RefusalError `thing.unknown`, `scope.…`, `version.stale` */
  load<State extends Thing>(kind: ThingKind<State>, id: string, options?: LoadOptions): Promise<State>;
  /** Locks a thing if there is one. Reactions use it: nobody's scope is asked. */
  find<State extends Thing>(kind: ThingKind<State>, id: string): Promise<State | undefined>;
  /** Locks those of these things that there are, in the order of their ids, and gives them by id. For reactions, as `find`. */
  findAll<State extends Thing>(kind: ThingKind<State>, ids: readonly string[]): Promise<Map<string, State>>;
  /** Records a new thing. @throws RefusalError when the decision is one, or the caller may not write there */
  create<State extends Thing>(kind: ThingKind<State>, decision: Decision<Unrecorded<State>>): Promise<State>;
  /** Names a thing that is as it was asked to be already: nothing is recorded, and the receipt proves it all the same. */
  present<State extends Thing>(kind: ThingKind<State>, state: State): State;
  /** Records a change of a thing that this work has locked. @throws RefusalError when the decision is one */
  change<State extends Thing>(
    kind: ThingKind<State>,
    before: State,
    decision: Decision<Unrecorded<State>>,
  ): Promise<State>;
}

export function unitOfWork(manager: EntityManager, origin: Origin): Work {
  const client = sqlTransactionOf(manager);
  const recorded: Recorded[] = [];

  async function find<State extends Thing>(kind: ThingKind<State>, id: string): Promise<State | undefined> {
    const where = { id } as FindOptionsWhere<State>; /* every Thing has an id; the generic cannot see it */
    return (await manager.findOne(kind.entity, { where, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  async function findAll<State extends Thing>(kind: ThingKind<State>, ids: readonly string[]) {
    if (ids.length === 0) return new Map<string, State>();
    const found = await manager
      .createQueryBuilder(kind.entity, 'thing')
      .where('thing.id = any(:ids)', { ids })
      .orderBy('thing.id')
      .setLock('pessimistic_write')
      .getMany();
    return new Map(found.map((state) => [state.id, state]));
  }

  async function load<State extends Thing>(
    kind: ThingKind<State>,
    id: string,
    options: LoadOptions = {},
  ): Promise<State> {
    const state = await find(kind, id);
    if (!state) throw new RefusalError(refuse('thing.unknown', options.field));
    requireScope(state, options.field);
    const { expectedVersion: expected } = options;
    if (expected != null && expected !== state.version) {
      throw new RefusalError(refuse('version.stale', 'expectedVersion', { expected, actual: state.version }));
    }
    return state;
  }

  function requireScope(owner: Belonging, field?: string): void {
    if (!origin.by) return;
    const refused = outOfScope(origin.by.caller, origin.by.allowance.within, owner);
    if (refused) throw new RefusalError(field === undefined ? refused : { ...refused, field });
  }

  async function record<State extends Thing>(
    kind: ThingKind<State>,
    before: State | undefined,
    decision: Decision<Unrecorded<State>>,
  ): Promise<State> {
    if (isRefusal(decision)) throw new RefusalError(decision);
    const recordedAt = await nextStamp(client, before?.recordedAt ?? null);
    const version = (before?.version ?? 0) + 1;
    const state = { ...decision.state, version, recordedAt } as State; /* an Unrecorded and its two stamps */
    requireScope(state, 'province');
    await save(kind, state, before);
    await recordEvent(client, kind.contract, decision.event, eventData(kind, state), {
      requestId: origin.requestId ?? null,
    });
    if (origin.by) await audit(kind, state, before, origin.by);
    recorded.push({ topic: kind.contract.topic, thing: state.id, version });
    return state;
  }

  async function save<State extends Thing>(kind: ThingKind<State>, state: State, before: State | undefined) {
    // TypeORM's partial types do not accept a generic row; the entity's columns are exactly the state's.
    const row = state as never;
    if (before) await manager.update(kind.entity, { id: state.id } as never, row);
    else await manager.insert(kind.entity, row);
  }

  async function audit<State extends Thing>(
    kind: ThingKind<State>,
    after: State,
    before: State | undefined,
    by: NonNullable<Origin['by']>,
  ): Promise<void> {
    await client.query(
      `insert into audit (at, subject, role, mutation, request_id, topic, thing, version, before, after)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        after.recordedAt,
        by.caller.subject,
        by.caller.role,
        by.mutation,
        origin.requestId ?? null,
        kind.contract.topic,
        after.id,
        after.version,
        before ? JSON.stringify(before, moneyAsText) : null,
        JSON.stringify(after, moneyAsText),
      ],
    );
  }

  return {
    manager,
    recorded,
    query: client.query,
    copy: client.copy,
    find,
    findAll,
    load,
    create: (kind, decision) => record(kind, undefined, decision),
    present(kind, state) {
      recorded.push({ topic: kind.contract.topic, thing: state.id, version: state.version });
      return state;
    },
    change: (kind, before, decision) => record(kind, before, decision),
  };
}

/** The thing as its event tells it: what is personal left out, amounts as decimal text. */
function eventData<State extends Thing>(kind: ThingKind<State>, state: State): ThingState {
  return JSON.parse(JSON.stringify(kind.told ? kind.told(state) : state, moneyAsText));
}

const moneyAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? formatMoney(value) : value;
