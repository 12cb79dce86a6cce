import type { Decision, Refusal, Unrecorded } from '@awrach/subgraph';
import { isInForce, type Naming, plans } from '../agreement/naming.ts';
import type { Basis, Worksite } from './worksite.ts';

type Settled = Exclude<
  Decision<Unrecorded<Worksite>, 'planned' | 'cancelled' | 'reinstated' | 'suspended'>,
  Refusal
>;

/** What the lines of agreements say of a worksite. */
export type Description = Pick<
  Worksite,
  'id' | 'province' | 'edition' | 'commune' | 'sector' | 'size' | 'nameAr' | 'nameFr' | 'sample'
>;

/** The agreement that has just changed. */
export interface Cause extends Basis {
  readonly cancelled: boolean;
}

/** In Arabic and French: it stands among the reasons that people enter themselves. */
const loss = {
  cancelled: 'أُلغيت الاتفاقية التي يقوم عليها الورش. La convention dont relève le chantier a été annulée.',
  amended:
    'لم تعد أي اتفاقية سارية تشمل هذا الورش. Plus aucune convention en vigueur ne prévoit ce chantier.',
};

/**
 * What becomes of a worksite when agreements are as they are now. Undefined: it stays as it is. Asked again, or late,
 * or after several changes at once, the answer brings it to the same state.
 * @param worksite undefined while it does not exist
 * @param namings all agreements that name it now, the oldest first
 * @param cause the change that made us look
 * @param today the day on which a loss becomes known here
 */
export function settle(
  worksite: Worksite | undefined,
  description: Description,
  ground: { readonly namings: readonly Naming[]; readonly cause: Cause; readonly today: string },
): Settled | undefined {
  const { namings, cause } = ground;
  const planning = namings.find(plans);
  const { cancelled, ...basis } = cause;
  if (!worksite) {
    return planning && { event: 'planned', state: { ...planned(description), basis: plannedBy(planning) } };
  }
  switch (worksite.status) {
    case 'PLANNED':
      if (planning) return undefined;
      return { event: 'cancelled', state: { ...worksite, status: 'CANCELLED', basis } };
    case 'CANCELLED':
      if (!planning) return undefined;
      return { event: 'reinstated', state: { ...worksite, status: 'PLANNED', basis: plannedBy(planning) } };
    case 'OPEN': {
      if (namings.some(isInForce)) return undefined;
      const reason = cancelled ? loss.cancelled : loss.amended;
      const suspensions = [...worksite.suspensions, { from: ground.today, until: null, reason }];
      return { event: 'suspended', state: { ...worksite, status: 'SUSPENDED', suspensions, basis } };
    }
    default:
      return undefined;
  }
}

const planned = (description: Description): Unrecorded<Worksite> => ({
  ...description,
  status: 'PLANNED',
  openedOn: null,
  suspensions: [],
  closedOn: null,
  outcome: null,
  basis: null,
});

const plannedBy = ({ agreementId, version, current, inForce }: Naming): Basis => ({
  agreementId,
  agreementVersion: version,
  revision: current.named && current.approved ? current.revision : (inForce?.revision ?? current.revision),
});
