import { startTestServers } from '../../infra/local/src/test-servers.ts';
import { keepForTeardown } from './started.ts';

/** Jest runs this once for each project with tests to run; the second finds what the first started. */
export default async function startServers(): Promise<void> {
  keepForTeardown(await startTestServers());
}
