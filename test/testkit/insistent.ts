import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from './client.ts';

/** What a client is told when it should ask again with the same key. */
const again = new Set(['RETRYABLE', 'SERVICE_UNAVAILABLE', 'TIMEOUT']);

/** How long anybody insists, in milliseconds: longer than a fault may keep both instances of a service away. */
const patience = 120_000;
const pause = 100;

/** What counts as no answer yet, beside those that say so themselves. */
interface Insistence {
  /** Also when the connection broke, or something failed inside: it may or may not have been done. */
  readonly throughFailures?: boolean;
  /** Rules that stop refusing by themselves, once others' events have arrived. */
  readonly passing?: readonly string[];
}

/**
 * Sends a mutation until it is answered, always the same: same input, same key. So it is done once, whatever became of the
 * first attempts.
 * @throws Error naming the rule that refused it, or what was last seen when nobody answered in time
 */
export async function insist<Payload>(
  client: Client,
  mutation: string,
  input: { readonly idempotencyKey: string; readonly [field: string]: unknown },
  selection: string,
  { throughFailures = false, passing = [] }: Insistence = {},
): Promise<Payload> {
  let last = '';
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(pause)) {
    let answer: Answer<Record<string, Payload>>;
    try {
      answer = await client.attempt<Payload>(mutation, input, selection);
    } catch (error) {
      if (!throughFailures) throw error;
      last = String(error);
      continue;
    }
    const payload = answer.data?.[mutation];
    if (payload && !answer.errors) return payload;
    const { code = '', rule = '' } = answer.errors?.[0]?.extensions ?? {};
    const failed = code === 'INTERNAL_SERVER_ERROR' || answer.status >= 500;
    last = `${rule} ${answer.errors?.[0]?.message ?? answer.status}`;
    const open = again.has(code) || passing.includes(rule) || (throughFailures && failed);
    if (!open) throw new Error(`${mutation} (${input.idempotencyKey}) was refused: ${last}`);
  }
  throw new Error(`${mutation} (${input.idempotencyKey}) was not answered in time; last seen: ${last}`);
}
