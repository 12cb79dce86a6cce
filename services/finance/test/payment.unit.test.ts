import { centimes } from '@awrach/subgraph';
import { pay } from '../src/payment/payment.rules.ts';
import type { Tranche } from '../src/tranche/tranche.entity.ts';
import { dirhams, id } from './states.ts';

const tranche: Tranche = {
  id: id('trn', 1),
  version: 1,
  recordedAt: '2022-03-01T10:00:00.000000Z',
  province: '05.301',
  edition: 2022,
  commune: '05.301.01.01',
  agreementId: id('agr', 1),
  worksiteId: id('wrk', 1),
  partnerId: id('prt', 1),
  step: 'OPENING',
  amount: dirhams(500),
  paid: dirhams(200),
  dueOn: '2022-03-01',
  payBy: '2022-04-30',
  status: 'DUE',
  rule: { id: 'half', source: 'Délibération' },
  basis: { worksiteVersion: 2, agreementVersion: 5 },
};
const order = { amount: dirhams(300), paidOn: '2022-04-01', reference: 'OP-1' };
const today = '2022-04-02';
const paying = (command: Partial<typeof order>, of: Partial<Tranche> = {}) =>
  pay(id('pay', 1), { ...tranche, ...of }, { ...order, ...command }, today);

describe('a payment', () => {
  test('of all that is left pays the tranche', () => {
    expect(paying({})).toMatchObject({
      payment: { event: 'recorded', state: { amount: dirhams(300), partnerId: id('prt', 1) } },
      tranche: { event: 'paid', state: { paid: dirhams(500), status: 'PAID' } },
    });
  });

  test('of less pays it in part', () => {
    expect(paying({ amount: dirhams(100) })).toMatchObject({
      tranche: { event: 'paid-in-part', state: { paid: dirhams(300), status: 'DUE' } },
    });
  });

  test('of a centime more than is left is refused, and says what is left', () => {
    expect(paying({ amount: centimes(dirhams(300) + 1n) })).toMatchObject({
      refused: 'payment.exceeds-tranche',
      params: { left: '300.00' },
    });
  });

  test.each([
    ['of nothing', { amount: dirhams(0) }, {}, 'money.positive'],
    ['of tomorrow', { paidOn: '2022-04-03' }, {}, 'date.in-future'],
    ['from before the tranche fell due', { paidOn: '2022-02-28' }, {}, 'payment.before-due'],
    ['on a cancelled tranche', {}, { status: 'CANCELLED' as const }, 'tranche.cancelled'],
  ])('%s is refused', (_, command, of, rule) => {
    expect(paying(command, of)).toMatchObject({ refused: rule });
  });
});
