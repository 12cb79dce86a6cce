import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Awrach } from '../testkit/awrach.ts';

const page = readFileSync(new URL('../../docs/how-to/carry-out-an-agreement.md', import.meta.url), 'utf8');
const blocks = (language: 'sh' | 'json') =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

/** Answers, each of which begins a line. What differs from run to run stands on the page as `…`. */
const answers = (lines: string): unknown[] =>
  lines
    .replaceAll(/"(id|receipt|requestId)":"[^"]+"/g, '"$1":"…"')
    .split(/^(?=\{)/m)
    .map((answer) => JSON.parse(answer));

export function pageOnAgreements(awrach: () => Awrach): void {
  test('the commands of the page, pasted one after the other, answer what stands there', async () => {
    // The first block says where the graph is and who asks; that, we say ourselves.
    const [, ...commands] = blocks('sh');
    const { graphUrl, token } = awrach();
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands.join('')], {
      env: {
        ...process.env,
        GRAPH: graphUrl,
        MINISTRY: await token?.({ role: 'ministry' }),
        PROVINCE: await token?.({ role: 'province', province: '08.587' }),
        COUNCIL: await token?.({ role: 'council', province: '08.587' }),
      },
    });
    expect(answers(stdout)).toEqual(answers(blocks('json').join('')));
  }, 120_000);
}
