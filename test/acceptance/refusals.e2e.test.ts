import { awrachForThisFile } from '../testkit/awrach.ts';
import { atTheSameInstant } from './at-once.story.ts';
import { audit } from './audit.story.ts';
import { badInput } from './bad-input.story.ts';
import { identity } from './identity.story.ts';

const awrach = awrachForThisFile();

describe('who asks', () => identity(awrach));
describe('bad input', () => badInput(awrach));
describe('two at the same instant', () => atTheSameInstant(awrach));
describe('an audit of all this', () => audit(awrach));
