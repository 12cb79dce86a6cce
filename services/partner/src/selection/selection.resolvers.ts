import { selectionId } from '@awrach/contracts';
import {
  type MutationInput,
  RefusalError,
  refuseShared,
  type SubgraphContext,
  today,
} from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { Not } from 'typeorm';
import { AgreementEntity } from '../agreement/agreement.entity.ts';
import { PartnerEntity } from '../partner/partner.entity.ts';
import { type Selection, selections } from './selection.entity.ts';
import { type RecordSelection, record } from './selection.rules.ts';

export const selectionResolvers = {
  Mutation: {
    async recordSelection(
      _: unknown,
      { input }: { input: MutationInput & RecordSelection },
      context: SubgraphContext,
    ) {
      const { partnerId, province, edition } = input;
      const { thing, receipt } = await context.write('recordSelection', selections, input, async (work) => {
        if (!(await work.manager.existsBy(PartnerEntity, { id: partnerId }))) {
          throw new RefusalError(refuseShared('thing.unknown', 'partnerId'));
        }
        const former = await work.find(selections, selectionId(province, edition, partnerId));
        const agreed = await work.manager.existsBy(AgreementEntity, {
          partnerId,
          province,
          edition,
          status: Not('CANCELLED'),
        });
        const decision = record(input, { agreed, today: today() });
        return former ? work.change(selections, former, decision) : work.create(selections, decision);
      });
      return { selection: thing, receipt };
    },
  },
  Selection: {
    province: (selection: Selection) => findProvince(selection.province),
  },
};
