import type { Service } from './instances.ts';

/** Who follows which topics. */
export const follows: Readonly<Record<Service, readonly string[]>> = {
  partner: ['awrach.finance.commitment'],
  worksite: ['awrach.partner.agreement', 'awrach.finance.commitment'],
  employment: ['awrach.worksite.worksite', 'awrach.partner.agreement'],
  finance: ['awrach.partner.agreement', 'awrach.worksite.worksite'],
  totals: [
    'awrach.partner.agreement',
    'awrach.finance.commitment',
    'awrach.worksite.worksite',
    'awrach.employment.placement',
    'awrach.finance.payment',
  ],
};

/** Topics that somebody follows: totals follows them all. */
export const followedTopics = follows.totals;
