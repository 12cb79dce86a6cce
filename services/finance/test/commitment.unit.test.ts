import { envelopeId } from '@awrach/contracts';
import type { Commitment } from '../src/commitment/commitment.entity.ts';
import { decide } from '../src/commitment/commitment.rules.ts';
import type { Envelope } from '../src/envelope/envelope.entity.ts';
import { type AgreementWish, agreementNow, dirhams, envelopeOf } from './states.ts';

/** What is decided, in a line: the event, what is held, and what the envelope then has reserved. */
const said = (decided: ReturnType<typeof decide>) =>
  decided && {
    event: decided.commitment.event,
    decision: decided.commitment.state.decision,
    held: decided.commitment.state.amount,
    reason: decided.commitment.state.reason,
    reserved: decided.envelope?.state.reserved,
  };

/** Decides, and gives the commitment as it is recorded. */
function recorded(wish: AgreementWish, former?: Commitment, envelope?: Envelope): Commitment {
  const decided = decide(agreementNow(1, wish), former, envelope);
  if (!decided) throw new Error('Nothing was decided.');
  return { ...decided.commitment.state, version: 1, recordedAt: '2022-02-01T10:00:00.000000Z' };
}

describe('the commitment for an agreement', () => {
  test('nothing is held for a draft', () => {
    expect(decide(agreementNow(1, { status: 'DRAFT' }), undefined, envelopeOf(5_000))).toBeUndefined();
  });

  test('an approved agreement that fits has its grant reserved in the envelope', () => {
    expect(said(decide(agreementNow(1), undefined, envelopeOf(5_000, 4_000)))).toEqual({
      event: 'reserved',
      decision: 'RESERVED',
      held: dirhams(1_000),
      reason: null,
      reserved: dirhams(5_000),
    });
  });

  test('one that asks a centime more than there is room for is refused, and the envelope is left alone', () => {
    const envelope = { ...envelopeOf(5_000, 4_000), amount: dirhams(5_000) };
    const short = { ...envelope, reserved: (envelope.reserved + 1n) as Envelope['reserved'] };
    expect(said(decide(agreementNow(1), undefined, short))).toEqual({
      event: 'refused',
      decision: 'REFUSED',
      held: 0n,
      reason: 'ENVELOPE_EXCEEDED',
      reserved: undefined,
    });
  });

  test('where no envelope is open, it is refused for that reason', () => {
    expect(said(decide(agreementNow(1), undefined, undefined))).toMatchObject({ reason: 'NO_ENVELOPE' });
  });

  test('what was decided is not decided again, whatever else happens to the agreement', () => {
    const reserved = recorded({}, undefined, envelopeOf(5_000));
    const refused = recorded({}, undefined, envelopeOf(10));
    const signed = agreementNow(1, { version: 9, status: 'IN_FORCE' });
    expect(decide(signed, reserved, envelopeOf(5_000, 1_000))).toBeUndefined();
    expect(decide(signed, refused, envelopeOf(10))).toBeUndefined();
  });

  test('an amendment that asks for more is adjusted up by the difference', () => {
    const held = recorded({}, undefined, envelopeOf(5_000));
    const amended = agreementNow(1, { version: 5, status: 'IN_FORCE', amended: [1_500] });
    const decided = decide(amended, held, envelopeOf(2_000, 1_500));
    expect(said(decided)).toMatchObject({
      event: 'adjusted',
      held: dirhams(1_500),
      reserved: dirhams(2_000),
    });
    expect(decided?.commitment.state).toMatchObject({ revision: 2, basis: { agreementVersion: 5 } });
  });

  test('an amendment that asks for less gives the difference back', () => {
    const held = recorded({}, undefined, envelopeOf(5_000));
    const amended = agreementNow(1, { status: 'IN_FORCE', amended: [400] });
    expect(said(decide(amended, held, envelopeOf(5_000, 5_000)))).toMatchObject({
      event: 'adjusted',
      held: dirhams(400),
      reserved: dirhams(4_400),
    });
  });

  test('an amendment that asks for the same is answered, and the envelope is left alone', () => {
    const held = recorded({}, undefined, envelopeOf(5_000));
    const decided = decide(agreementNow(1, { amended: [1_000] }), held, envelopeOf(1_000, 1_000));
    expect(decided?.commitment).toMatchObject({ event: 'adjusted', state: { revision: 2 } });
    expect(decided?.envelope).toBeUndefined();
  });

  test('while an amendment is refused, what was held for the former revision stays held', () => {
    const held = recorded({}, undefined, envelopeOf(5_000));
    const amended = agreementNow(1, { status: 'IN_FORCE', amended: [9_000] });
    const decided = decide(amended, held, envelopeOf(5_000, 1_000));
    expect(said(decided)).toMatchObject({ event: 'refused', held: dirhams(1_000), reserved: undefined });
    expect(decided?.commitment.state).toMatchObject({ revision: 2, requested: dirhams(9_000) });
  });

  test('a revision that the council has not approved asks for nothing yet', () => {
    const held = recorded({}, undefined, envelopeOf(5_000));
    const amended = { ...agreementNow(1, { status: 'IN_FORCE', amended: [9_000] }), approved: false };
    expect(decide(amended, held, envelopeOf(5_000, 1_000))).toBeUndefined();
  });

  test('it waits since it was first refused, also when it is refused anew', () => {
    const refused = recorded({}, undefined, envelopeOf(10));
    const later = { ...agreementNow(1, { amended: [2_000] }), recordedAt: '2022-06-01T00:00:00.000000Z' };
    expect(decide(later, refused, envelopeOf(10))?.commitment.state.waitingSince).toBe(refused.waitingSince);
    expect(refused.waitingSince).toBe(agreementNow(1).recordedAt);
  });

  test('a cancelled agreement gives back all that was held, once', () => {
    const held = recorded({}, undefined, envelopeOf(5_000));
    const cancelled = agreementNow(1, { status: 'CANCELLED', version: 6 });
    expect(said(decide(cancelled, held, envelopeOf(5_000, 3_000)))).toEqual({
      event: 'released',
      decision: 'RELEASED',
      held: 0n,
      reason: null,
      reserved: dirhams(2_000),
    });
    const released = recorded({ status: 'CANCELLED' }, held, envelopeOf(5_000, 3_000));
    expect(decide(cancelled, released, envelopeOf(5_000, 2_000))).toBeUndefined();
  });

  test('a refused agreement that is cancelled waits no more', () => {
    const refused = recorded({}, undefined, undefined);
    const decided = decide(agreementNow(1, { status: 'CANCELLED' }), refused, undefined);
    expect(decided?.commitment).toMatchObject({
      event: 'released',
      state: { decision: 'RELEASED', waitingSince: null },
    });
  });

  test('an agreement that was cancelled before anything was held leaves no trace', () => {
    expect(decide(agreementNow(1, { status: 'CANCELLED' }), undefined, envelopeOf(5_000))).toBeUndefined();
  });

  test('its id follows from the agreement, and the envelope of its province and edition is meant', () => {
    expect(recorded({}, undefined, envelopeOf(5_000)).id).toBe(recorded({}, undefined, undefined).id);
    expect(envelopeId('05.301', 2022)).not.toBe(envelopeId('05.301', 2023));
  });
});
