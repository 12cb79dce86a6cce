import { trancheId } from '@awrach/contracts';
import { days } from '../../testkit/agreement.ts';
import type { AgreementFile } from './agreement-file.ts';
import type { Desk } from './desk.ts';
import { centimes } from './money.ts';
import { personNamed } from './people.ts';

async function step(desk: Desk, file: AgreementFile, mutation: string, input: object, status: string) {
  const { name, receipts, worksiteId } = file;
  const { receipt } = await desk.write(
    { kind: 'worksite', mutation, name, input: { ...input, worksiteId, including: receipts.slice(-4) } },
    () => worksiteId,
  );
  desk.ledger.expect('worksite', worksiteId, { status });
  return { ...file, receipts: [...receipts, receipt] };
}

/** Work begins; half of the grant falls due. */
export async function open(desk: Desk, file: AgreementFile): Promise<AgreementFile> {
  const opened = await step(desk, file, 'openWorksite', { openedOn: days.start }, 'OPEN');
  const { agreementId, grant, worksiteId } = file;
  desk.ledger.expect('worksite', worksiteId, { opened_on: days.start });
  desk.ledger.expect('tranche', trancheId(agreementId, worksiteId, 'OPENING'), {
    amount: centimes(grant / 2),
    paid: '0',
    status: 'DUE',
  });
  return opened;
}

export const suspend = (desk: Desk, file: AgreementFile) =>
  step(desk, file, 'suspendWorksite', { from: days.suspension, reason: 'أمطار' }, 'SUSPENDED');

export const resume = (desk: Desk, file: AgreementFile) =>
  step(desk, file, 'resumeWorksite', { on: days.resumption }, 'OPEN');

/** Work is done; what the opening has left of the grant falls due. @param opened what fell due then, in centimes */
export async function complete(desk: Desk, file: AgreementFile, opened: number): Promise<AgreementFile> {
  const on = days.completion;
  const closed = await step(desk, file, 'closeWorksite', { on, outcome: 'COMPLETED' }, 'CLOSED');
  const { agreementId, grant, worksiteId } = file;
  desk.ledger.expect('worksite', worksiteId, { outcome: 'COMPLETED' });
  desk.ledger.expect('tranche', trancheId(agreementId, worksiteId, 'COMPLETION'), {
    amount: centimes(grant - opened),
    paid: '0',
    status: 'DUE',
  });
  return closed;
}

/** Somebody is registered and hired. @param number of the person in this file */
export async function hire(desk: Desk, file: AgreementFile, number: number): Promise<AgreementFile> {
  const { province, ledger } = desk;
  const name = `${file.name}.${number}`;
  const { person, receipt } = await desk.write(...personNamed(desk, name));
  ledger.expect('person', person.id, { province });
  const { worksiteId } = file;
  const { placement, ...hired } = await desk.write<{ placement: { id: string } }>(
    {
      kind: 'placement',
      mutation: 'hirePerson',
      name,
      input: {
        including: [...file.receipts.slice(-4), receipt],
        personId: person.id,
        worksiteId,
        startsOn: days.start,
        endsOn: days.end,
      },
      selection: 'placement { id }',
    },
    (payload) => payload.placement.id,
  );
  ledger.expect('placement', placement.id, { status: 'ACTIVE', person_id: person.id });
  return {
    ...file,
    receipts: [...file.receipts, hired.receipt],
    placementIds: [...file.placementIds, placement.id],
  };
}

/** The latest contract ends before its time, or is struck out because it was entered in error. */
export async function end(desk: Desk, file: AgreementFile, error: boolean): Promise<AgreementFile> {
  const placementId = file.placementIds.at(-1);
  if (placementId === undefined) return file;
  const { receipt } = await desk.write(
    {
      kind: 'placement',
      mutation: 'endPlacement',
      name: file.name,
      input: {
        including: file.receipts.slice(-4),
        placementId,
        ...(error ? { reason: 'ENTERED_IN_ERROR' } : { reason: 'RESIGNED', endedOn: days.suspension }),
      },
    },
    () => placementId,
  );
  desk.ledger.expect('placement', placementId, { status: error ? 'CANCELLED' : 'ENDED' });
  return { ...file, receipts: [...file.receipts, receipt] };
}
