import { awrachForThisFile } from '../testkit/awrach.ts';
import { lifeOfAnAgreement } from './agreement.story.ts';
import { audit } from './audit.story.ts';
import { pageOnAgreements } from './carry-out-an-agreement.story.ts';
import { eventsInKafka } from './events.story.ts';
import { funding } from './funding.story.ts';
import { khenifra } from './khenifra.story.ts';
import { past } from './past.story.ts';
import { rebuilding } from './rebuilding.story.ts';
import { publicRegisters } from './registers.story.ts';

/** The programme runs: the stories are told one after the other on one system, the events of all of them and an audit last. */
const awrach = awrachForThisFile({ example: true });

describe('Khénifra', () => khenifra(awrach));
describe('the life of an agreement', () => lifeOfAnAgreement(awrach));
describe('the money', () => funding(awrach));
describe('the registers', () => publicRegisters(awrach));
describe('what was known when', () => past(awrach));
describe('the totals, thrown away', () => rebuilding(awrach));
describe('how to carry out an agreement', () => pageOnAgreements(awrach));
describe('the events of all this', () => eventsInKafka(awrach));
describe('an audit of all this', () => audit(awrach));
