import { byId } from '../by-id.loader.ts';
import { AgreementEntity } from './agreement.replica.ts';

export const agreementLoader = byId(AgreementEntity);
