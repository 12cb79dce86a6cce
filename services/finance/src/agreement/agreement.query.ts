import { byId } from '@awrach/subgraph';
import { AgreementEntity } from './agreement.replica.ts';

export const agreementLoader = byId(AgreementEntity);
