import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { databaseAddress } from '../../infra/local/src/launcher/database-address.ts';
import type { Awrach } from '../testkit/awrach.ts';
import { figures, moved, wholeCountry } from '../testkit/figures.ts';
import { officeOf } from '../testkit/office.ts';
import { totalsUpToNow, until } from '../testkit/until.ts';

/** What `npm run rebuild:totals` runs, told where the system under test is. @returns what it said */
async function rebuildTotals({ brokers, stateFolder }: Awrach): Promise<string> {
  const command = join(import.meta.dirname, '../../infra/local/src/rebuild-totals/main.ts');
  const child = spawn(process.execPath, ['--conditions=source', command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      TOTALS_DATABASE_URL: databaseAddress(stateFolder, 'totals', 'totals'),
      KAFKA_BROKERS: brokers,
    },
  });
  let said = '';
  for (const out of [child.stdout, child.stderr])
    out.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`It ended with ${child.exitCode}: ${said}`);
  return said;
}

export function rebuilding(awrach: () => Awrach): void {
  const dashboard = () => wholeCountry(awrach().anyone());
  const shown = ({ nation, regions, provinces }: Awaited<ReturnType<typeof dashboard>>) => ({
    nation,
    regions,
    provinces,
  });
  const generationIn = (versions: ReadonlySet<string>) => Number([...versions][0]?.split('.')[0]);

  test('while a dashboard asks, the totals are rebuilt from the events: every figure is the same, and no answer goes back', async () => {
    const moment = await totalsUpToNow(awrach());
    const before = await dashboard();
    const generations: number[] = [];
    let asking = true;
    const asked = (async () => {
      while (asking) {
        const told = await dashboard();
        expect(shown(told)).toEqual(shown(before));
        expect(told.versions.size).toBe(1);
        generations.push(generationIn(told.versions));
      }
    })();
    const said = await rebuildTotals(awrach());
    const next = generationIn(before.versions) + 1;
    expect(said).toContain(`Generation ${next} is the live one now`);
    await until(
      'an answer from the next generation',
      async () => generations.at(-1),
      (last) => last === next,
    );
    asking = false;
    await asked;
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
    expect(generations[0]).toBe(next - 1);
    expect(shown(await wholeCountry(awrach().anyone(), undefined, moment))).toEqual(shown(before));
  });

  test('what is written after that moves the figures by exactly that, in the very next read', async () => {
    const office = officeOf(awrach(), '05.301');
    const before = await figures(awrach().anyone(), office);
    const { receipts } = await office.draft();
    const after = await figures(awrach().anyone(), { ...office, including: receipts });
    expect(moved(before.nation, after.nation)).toEqual({ agreementsPlanned: 1 });
  });
}
