import { awrachForThisFile } from '../testkit/awrach.ts';
import { audit } from './audit.story.ts';
import { crash } from './crash.story.ts';
import { malformedEvents } from './malformed-events.story.ts';
import { outage } from './outage.story.ts';

const awrach = awrachForThisFile();

describe('a malformed event', () => malformedEvents(awrach));
describe('a service that is down', () => outage(awrach));
describe('a service that is killed while it writes', () => crash(awrach));
describe('an audit of all this', () => audit(awrach));
