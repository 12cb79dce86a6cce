import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const pause = 500;

/**
 * Calls `onGone` once when npm, which started us, is gone without having told us (`kill -9`). A shell may stand
 * between npm and us, and outlives npm, so its parent is watched too.
 */
export function endWithParent(onGone: () => void): void {
  // Started by hand, a parent's end means nothing: `node dist/main.js &` may outlive its shell.
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const grandparent = isShell(parent) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent)) return;
    clearInterval(timer);
    onGone();
  }, pause).unref();
}

function isShell(pid: number): boolean {
  return /^-?(sh|dash|bash|ash|zsh|busybox)$/.test(ask(pid, 'comm'));
}

function parentOf(pid: number): number | undefined {
  return Number(ask(pid, 'ppid')) || undefined;
}

/** Empty when there is no such process. */
function ask(pid: number, what: 'comm' | 'ppid'): string {
  try {
    if (process.platform === 'linux') {
      // `pid (name) state ppid …`; the name may itself hold brackets and blanks.
      const [, comm = '', ppid = ''] =
        /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return what === 'comm' ? comm : ppid;
    }
    const said = execFileSync('ps', ['-o', `${what}=`, '-p', String(pid)], { encoding: 'utf8' });
    return said.trim().split('/').at(-1) ?? '';
  } catch {
    return '';
  }
}
