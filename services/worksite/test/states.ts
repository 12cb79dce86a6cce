import type { Naming } from '../src/agreement/naming.ts';
import type { Worksite } from '../src/worksite/worksite.ts';

type NamingWish = Partial<Omit<Naming, 'current'>> & { readonly current?: Partial<Naming['current']> };

/** An agreement in force that names the worksite, unless it is said otherwise. */
export const naming = ({ current, ...rest }: NamingWish = {}): Naming => ({
  agreementId: 'a',
  version: 3,
  status: 'IN_FORCE',
  current: { revision: 1, named: true, approved: true, signed: true, funding: 'FUNDED', ...current },
  inForce: { revision: 1, startsOn: '2022-02-01', endsOn: '2022-12-31' },
  ...rest,
});

/** A planned worksite of Khénifra, unless it is said otherwise. */
export const worksite = (wish: Partial<Worksite> = {}): Worksite => ({
  id: 'w',
  version: 1,
  recordedAt: '2022-02-01T09:30:00.000000Z',
  province: '05.301',
  edition: 2022,
  commune: '05.301.01.01',
  status: 'PLANNED',
  sector: 'ENVIRONMENT',
  size: 'SMALL',
  nameAr: 'ورش المنبع',
  nameFr: 'Chantier de la source',
  openedOn: null,
  suspensions: [],
  closedOn: null,
  outcome: null,
  basis: null,
  sample: true,
  ...wish,
});
