import { isRefusal } from '@awrach/subgraph';
import { type RecordSelection, record } from '../src/selection/selection.rules.ts';

const command: RecordSelection = {
  partnerId: 'partner-1',
  province: '05.301',
  edition: 2022,
  decision: 'SELECTED',
  score: 70,
  criteria: [{ name: 'Expérience', score: 30, outOf: 40 }],
  decidedOn: '2022-04-01',
};
const ground = { agreed: false, today: '2022-05-01' };

test('a committee selects, and the decision’s id follows from province, edition and partner', () => {
  const [first, second] = [record(command, ground), record({ ...command, score: 80 }, ground)];
  if (isRefusal(first) || isRefusal(second)) throw new Error('refused');
  expect(first.state.id).toBe(second.state.id);
  expect(first.state.reason).toBeNull();
});

test.each([
  ['with more than 100 points', { score: 101 }, 'selection.score'],
  ['with a criterion above its most', { criteria: [{ name: 'x', score: 41, outOf: 40 }] }, 'selection.score'],
  ['with a criterion of no points', { criteria: [{ name: 'x', score: 0, outOf: 0 }] }, 'number.positive'],
  ['on a day to come', { decidedOn: '2022-05-02' }, 'date.in-future'],
  ['to refuse without a reason', { decision: 'REFUSED' }, 'selection.refusal-needs-reason'],
  ['for an edition that is none', { edition: 1999 }, 'edition.unknown'],
] as const)('a committee does not decide %s', (_, change, rule) => {
  expect(record({ ...command, ...change }, ground)).toMatchObject({ refused: rule });
});

test('whom an agreement rests on is not refused afterwards', () => {
  const refusal = { ...command, decision: 'REFUSED', reason: 'why' } as const;
  expect(record(refusal, { ...ground, agreed: true })).toMatchObject({
    refused: 'selection.in-use',
    field: 'decision',
  });
});
