import type { Awrach } from '../testkit/awrach.ts';
import { plainKafka, readEvents } from '../testkit/events.ts';
import { figures, moved } from '../testkit/figures.ts';
import { newKey, unusual } from '../testkit/names.ts';
import { officeOf } from '../testkit/office.ts';
import { until } from '../testkit/until.ts';

const topic = 'awrach.partner.agreement';
/** Who reads agreements, and so meets what is put there. */
const readers = ['worksite', 'employment', 'finance', 'totals'];

/** What a stranger might put on a topic of ours. */
const malformed: Record<string, (mark: string) => { value: string; headers?: Record<string, string> }> = {
  'that is not JSON': (mark) => ({ value: `{"mark": "${mark}"` }),
  'that is JSON, but no agreement': (mark) => ({ value: JSON.stringify({ mark }), headers: cloudEvent() }),
  'that says it is of another kind': (mark) => ({
    value: JSON.stringify({ mark, version: 1 }),
    headers: { ...cloudEvent(), ce_type: 'org.example.greeting.v1' },
  }),
};

const cloudEvent = () => ({
  ce_specversion: '1.0',
  ce_id: newKey(),
  ce_source: '/awrach/partner',
  ce_type: 'ma.awrach.partner.agreement.approved.v1',
  'content-type': 'application/json',
});

interface DeadLetter {
  readonly topic: string;
  readonly data: { reason: string; detail: string; origin: { topic: string }; value: string | null };
}

export function malformedEvents(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '07.161');
  const lettersAbout = async (mark: string): Promise<DeadLetter[]> =>
    (await readEvents(awrach().brokers))
      .filter((record) => record.topic.endsWith('.dead-letter'))
      .map((record) => ({ topic: record.topic, data: JSON.parse(record.value) }))
      .filter(({ data }) =>
        Buffer.from(data.value ?? '', 'base64')
          .toString()
          .includes(mark),
      );

  test.each(Object.entries(malformed))('%s is set aside by each who reads it', async (_, make) => {
    const mark = unusual('mark');
    const pids = awrach().pids();
    const producer = plainKafka(awrach().brokers).producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: newKey(), ...make(mark) }] });
    await producer.disconnect();

    const letters = await until(
      'the dead letters',
      () => lettersAbout(mark),
      ({ length }) => length >= readers.length,
    );
    expect(letters.map((letter) => letter.topic).sort()).toEqual(
      readers.map((service) => `awrach.${service}.dead-letter`).sort(),
    );
    for (const { data } of letters) {
      expect(data).toMatchObject({
        origin: { topic },
        reason: expect.any(String),
        detail: expect.any(String),
      });
    }
    expect(awrach().pids()).toEqual(pids);
  });

  test('the rest flows on', async () => {
    const before = await figures(office().clerk, office());
    await office().openEnvelope('100000.00');
    const agreement = await office().atWork({ jobs: [4] });
    const { receipt } = await office().hire(agreement);
    const after = await figures(office().clerk, { ...office(), including: [...agreement.receipts, receipt] });
    expect(moved(before.nation, after.nation)).toMatchObject({
      agreementsInForce: 1,
      jobs: 4,
      placements: 1,
    });
  });
}
