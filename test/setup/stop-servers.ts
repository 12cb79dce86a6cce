import { stopStarted } from './started.ts';

export default stopStarted;
