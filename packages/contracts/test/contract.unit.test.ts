import {
  type AgreementState,
  agreement,
  allContracts,
  commitmentId,
  contractOfTopic,
  deadLetters,
  eventHeaders,
  eventType,
  type StateOf,
  selectionId,
  thingContracts,
  trancheId,
} from '@awrach/contracts';
import { examples } from '../src/pages/examples.ts';

describe('a contract', () => {
  test('puts each thing on a topic of its own, named for its service', () => {
    const topics = allContracts.map((contract) => contract.topic);
    expect(new Set(topics).size).toBe(topics.length);
    expect(thingContracts.map((contract) => contract.topic)).toEqual([
      'awrach.partner.partner',
      'awrach.partner.selection',
      'awrach.partner.agreement',
      'awrach.finance.envelope',
      'awrach.finance.commitment',
      'awrach.worksite.worksite',
      'awrach.employment.person',
      'awrach.employment.placement',
      'awrach.finance.tranche',
      'awrach.finance.payment',
    ]);
    expect(deadLetters.totals.topic).toBe('awrach.totals.dead-letter');
  });

  test('is found by its topic, and by nothing else', () => {
    expect(contractOfTopic('awrach.partner.agreement')).toBe(agreement);
    expect(contractOfTopic('awrach.progress')).toBeUndefined();
    expect(contractOfTopic('__proto__')).toBeUndefined();
  });

  test('names an event by service, thing, past tense and version', () => {
    expect(eventType(agreement, 'approved')).toBe('ma.awrach.partner.agreement.approved.v1');
    // @ts-expect-error no agreement is ever opened
    eventType(agreement, 'opened');
  });

  test('has words of lower case and hyphens for its events, each explained', () => {
    for (const contract of allContracts) {
      expect(contract.events.filter((event) => !/^[a-z]+(-[a-z]+)*$/.test(event))).toEqual([]);
      expect(contract.events.filter((event) => !contract.meanings[event])).toEqual([]);
    }
  });

  test('gives its data a type that the compiler holds to the schema', () => {
    const state = examples.agreement.data as AgreementState & StateOf<typeof agreement>;
    const jobs: number | undefined = state.revisions[0]?.lines[0]?.jobs;
    const inForce: number | null = state.inForceRevision;
    const status: 'DRAFT' | 'APPROVED' | 'IN_FORCE' | 'CANCELLED' = state.status;
    // @ts-expect-error an agreement has no such field
    state.total;
    expect([jobs, inForce, status]).toEqual([13, 1, 'IN_FORCE']);
  });
});

describe('the headers of a record', () => {
  const { event, eventId, data } = examples.worksite;
  const worksite = contractOfTopic('awrach.worksite.worksite');
  if (!worksite) throw new Error('there is no worksite');

  test('are CloudEvents in binary binding, with place, version, request and incarnation', () => {
    expect(eventHeaders(worksite, event, data, { eventId, requestId: 'r1', log: 'l1' })).toEqual({
      ce_specversion: '1.0',
      ce_id: eventId,
      ce_source: '/awrach/worksite',
      ce_type: 'ma.awrach.worksite.worksite.opened.v1',
      ce_subject: data.id,
      ce_time: data.recordedAt,
      'content-type': 'application/json',
      ce_dataschema: 'https://awrach.example/schemas/worksite.v1.json',
      ce_version: '2',
      ce_province: '05.301',
      ce_edition: '2022',
      ce_commune: '05.301.03.05',
      ce_requestid: 'r1',
      awrach_log: 'l1',
    });
  });

  test('leave out what is null, since CloudEvents has no empty attributes', () => {
    const nowhere = { ...data, province: '', edition: null, commune: null };
    const headers = eventHeaders(worksite, event, nowhere, { eventId, requestId: null, log: 'l1' });
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^ce_(province|edition|commune|requestid)$/)]),
    );
    expect(Object.values(headers)).not.toContain('');
  });
});

describe('a derived id', () => {
  const [one, other] = ['0197a3c9-0b74-7e52-9a1d-6f3308c5e271', '0197a3c9-0b75-7a46-8c90-1d5be2f7a964'];

  test('is the UUIDv5 of its cause, the same each time and in any language', () => {
    // python3 -c "import uuid; n=uuid.uuid5(uuid.NAMESPACE_URL,'https://awrach.example/ids'); print(uuid.uuid5(n,'commitment|0197a3c9-0b74-7e52-9a1d-6f3308c5e271'))"
    expect(commitmentId(one)).toBe('f25e9a4a-0251-57af-b51c-a99052232f40');
    expect(commitmentId(one)).toBe(commitmentId(one));
  });

  test('differs with every part of its cause', () => {
    const ids = [
      commitmentId(one),
      commitmentId(other),
      trancheId(one, other, 'OPENING'),
      trancheId(one, other, 'COMPLETION'),
      trancheId(other, one, 'OPENING'),
      selectionId('05.301', 2022, one),
      selectionId('05.301', 2023, one),
      selectionId('05.091', 2022, one),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
