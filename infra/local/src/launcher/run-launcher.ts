import { relative } from 'node:path';
import { endWithParent } from './end-with-parent.ts';
import { createLauncher, type LauncherOptions } from './launcher.ts';
import { welcome } from './welcome.ts';

/** Milliseconds within which all must have stopped; the watchdogs then end what has not. */
const stopLimit = 9_800;

/**
 * Starts all and stays until told to stop: by SIGINT, SIGTERM, SIGHUP, or the end of the npm that started us.
 * Whatever fails is said in one message, and ends the process with code 1 after what was started has stopped.
 */
export async function runLauncher(options: LauncherOptions): Promise<void> {
  const { progress, stateFolder } = options;
  const launcher = createLauncher(options);
  let ending = false;
  const end = async (why: string, code: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), stopLimit).unref();
    progress.say(`\n  ${why}`);
    await launcher.stop();
    process.exit(code);
  };
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait; but one Ctrl-C may come twice, from the terminal and from npm.
      if (asked && Date.now() - asked > 1_000) process.exit(1);
      asked ||= Date.now();
      void end('Stopping, in order.', 0);
    });
  }
  endWithParent(() => void end('npm is gone: stopping, in order.', 0));
  process.on('uncaughtException', (error) => void end(`A fault in the launcher: ${error.stack}`, 1));
  // A closed terminal takes no more lines; that is no reason to leave anything running.
  process.stdout.on('error', () => undefined);

  try {
    const { graphUrl, brokers, token } = await launcher.start();
    if (ending) return;
    const logs = `${relative(process.cwd(), stateFolder) || '.'}/log`;
    progress.say(
      welcome({ graphUrl, brokers, logs, seconds: process.uptime(), localIssuer: token !== undefined }),
    );
  } catch (error) {
    if (!ending) await end(`✗ ${error instanceof Error ? error.message : String(error)}`, 1);
  }
}
