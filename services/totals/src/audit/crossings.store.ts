import { type SqlClient, stampOf } from '@awrach/messaging';
import type { Databases } from './databases.ts';
import { findings, type Look } from './finding.ts';
import { crosses, type DecisionMade, type Loss, type Reliance, reliances } from './reliance.rules.ts';

/** How many decisions are read at once. */
const slice = 5_000;

/** A rule that spans services holds for what the decider knew. Here it no longer did, or no longer does. */
export interface Crossing {
  readonly decision: Omit<DecisionMade, 'ground' | 'basis' | 'since'> & { readonly topic: string };
  /** The version of the ground on which it was taken. */
  readonly basis: number;
  readonly ground: Omit<Loss, 'young'> & { readonly topic: string; readonly thing: string };
  /** The type of the event by which the decider has answered; null: it has said nothing since. */
  readonly since: string | null;
}

/** Every crossing there is now. */
export async function findCrossings(
  databases: Databases,
  { youngSeconds, most }: { readonly youngSeconds: number; readonly most: number },
): Promise<Look['crossings']> {
  const found = findings<Crossing>(most);
  let unanswered = 0;
  for (const reliance of reliances) {
    for await (const decisions of decisionsMade(databases[reliance.by.service], reliance)) {
      const grounds = decisions.map(({ ground }) => ground);
      const losses = await lossesOf(databases[reliance.on.service], reliance, grounds, youngSeconds);
      for (const decision of decisions) {
        const loss = losses.get(decision.ground);
        if (!loss || !crosses(decision, loss)) continue;
        found.add(crossingOf(reliance, decision, loss));
        if (decision.since === null) unanswered += 1;
      }
    }
  }
  return { count: found.count, named: found.named, unanswered };
}

function crossingOf({ by, on }: Reliance, made: DecisionMade, loss: Loss): Crossing {
  const { ground, basis, since, ...decision } = made;
  const { young, ...lost } = loss;
  return {
    decision: { topic: by.topic, ...decision },
    basis,
    ground: { topic: on.topic, thing: ground, ...lost },
    since,
  };
}

/** All decisions of a kind, some at a time, in the order of their things. A mark that stands says of ground that it is lost, and rests on none. */
async function* decisionsMade(
  source: SqlClient,
  { by, decisions, groundAt, versionAt }: Reliance,
): AsyncGenerator<DecisionMade[]> {
  for (let after: readonly [string, number] = ['', 0]; ; ) {
    const {
      rows,
    }: { rows: (Omit<DecisionMade, 'version' | 'basis'> & { version: string; basis: string })[] } =
      await source.query(
        `select made.*, (
           select type from event
           where aggregatetype = $1 and aggregateid = made.thing and version > made.version
           order by version desc limit 1) as since
         from (
           select aggregateid as thing, province, type as event, version, ${stampOf('recorded_at')} as "recordedAt",
                  payload #>> $3::text[] as ground, payload #>> $4::text[] as basis
           from event
           where aggregatetype = $1 and type = any($2) and payload ->> 'groundLost' is null
             and payload #>> $3::text[] is not null and (aggregateid, version) > ($5, $6)
           order by aggregateid, version limit ${slice}) as made`,
        [by.topic, decisions, groundAt, versionAt, ...after],
      );
    const made = rows.map((row) => ({ ...row, version: Number(row.version), basis: Number(row.basis) }));
    yield made;
    const last = made.at(-1);
    if (!last || made.length < slice) return;
    after = [last.thing, last.version];
  }
}

/** Those of these grounds of which the last that was said is a loss. */
async function lossesOf(
  source: SqlClient,
  { on, lostBy }: Reliance,
  grounds: readonly string[],
  youngSeconds: number,
): Promise<Map<string, Loss>> {
  const { rows } = await source.query<Omit<Loss, 'version'> & { ground: string; version: string }>(
    `select wanted.ground, said.type as event, said.version, ${stampOf('said.recorded_at')} as "recordedAt",
            said.recorded_at > clock_timestamp() - make_interval(secs => $4) as young
     from unnest($2::text[]) as wanted (ground)
     cross join lateral (
       select type, version, recorded_at from event
       where aggregatetype = $1 and aggregateid = wanted.ground order by version desc limit 1) as said
     where said.type = any($3)`,
    [on.topic, [...new Set(grounds)], lostBy, youngSeconds],
  );
  return new Map(rows.map(({ ground, ...loss }) => [ground, { ...loss, version: Number(loss.version) }]));
}
