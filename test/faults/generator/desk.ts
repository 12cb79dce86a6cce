import { communesOf } from '@awrach/territory';
import type { Awrach } from '../../testkit/awrach.ts';
import type { Client } from '../../testkit/client.ts';
import { insist } from '../../testkit/insistent.ts';
import { homes, type Kind, type Ledger } from '../ledger/ledger.ts';

/** What a mutation answers, as far as clerks read it. */
interface Answered {
  readonly receipt: string;
}

interface Write {
  readonly as?: 'clerk' | 'council' | 'ministry';
  readonly mutation: string;
  /** Makes the idempotency key; the same in every run of a seed. */
  readonly name: string;
  readonly input: object;
  /** What to select beside the receipt. */
  readonly selection?: string;
  /** The kind of thing that is written, which says whose database keeps the key. */
  readonly kind: Kind;
}

/** A write, and what reads from its payload the id of what was written. */
export type Asking<Payload> = readonly [write: Write, thing: (payload: Payload) => string];

/** Who writes for one province and edition, and keeps the ledger of it. */
export interface Desk {
  readonly province: string;
  readonly edition: number;
  /** HCP codes of its communes. */
  readonly communes: readonly string[];
  readonly ledger: Ledger;
  /** Asks until it is answered, then enters it. */
  write<Payload>(...asking: Asking<Payload>): Promise<Payload & Answered>;
  /** Asks once. Answered, it is entered; else nobody asks again. */
  abandon<Payload>(...asking: Asking<Payload>): Promise<void>;
}

/** Refusals that pass: what was written has not yet arrived where the next step is decided. */
const passing = [
  'placement.no-agreement',
  'placement.worksite-not-open',
  'thing.unknown',
  'receipt.timeout',
  'receipt.too-many-waiting',
];

interface DeskOptions {
  readonly awrach: Awrach;
  readonly province: string;
  readonly edition: number;
  readonly ledger: Ledger;
  /** Hears of each write that was answered. */
  onConfirmed(): void;
}

export function openDesk({ awrach, province, edition, ledger, onConfirmed }: DeskOptions): Desk {
  const clients: Record<NonNullable<Write['as']>, Client> = {
    clerk: awrach.as('province', { province }),
    council: awrach.as('council', { province }),
    ministry: awrach.as('ministry'),
  };
  const keyOf = ({ mutation, name }: Write) => `${name} ${mutation}`;
  const enter = ({ mutation, kind }: Write, key: string, thing: string) => {
    ledger.confirm({ service: homes[kind], mutation, key, thing });
    onConfirmed();
  };
  return {
    province,
    edition,
    communes: communesOf(province).map(({ code }) => code),
    ledger,
    async write<Payload>(...[write, thing]: Asking<Payload>) {
      const { as = 'clerk', mutation, input, selection = '' } = write;
      const key = keyOf(write);
      const payload = await insist<Payload & Answered>(
        clients[as],
        mutation,
        { ...input, idempotencyKey: key },
        `receipt ${selection}`,
        { throughFailures: true, passing },
      );
      enter(write, key, thing(payload));
      return payload;
    },
    async abandon<Payload>(...[write, thing]: Asking<Payload>) {
      const { as = 'clerk', kind, mutation, input, selection = '' } = write;
      const key = keyOf(write);
      const answer = await clients[as]
        .attempt<Payload>(mutation, { ...input, idempotencyKey: key }, `receipt ${selection}`)
        .catch(() => undefined); // No answer: that is what this write is for.
      const payload = answer?.errors ? undefined : answer?.data?.[mutation];
      if (!payload) return ledger.abandon({ kind, mutation, key });
      ledger.expect(kind, thing(payload));
      enter(write, key, thing(payload));
    },
  };
}
