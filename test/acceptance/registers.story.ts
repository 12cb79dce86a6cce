import type { Awrach } from '../testkit/awrach.ts';
import { officeOf } from '../testkit/office.ts';
import { until } from '../testkit/until.ts';

/** What anybody reads of the registers, over and over, as a page on the web does. */
export function publicRegisters(awrach: () => Awrach): void {
  const query = '{ agreements(province: "04.281", first: 200) { totalCount nodes { id reference } } }';

  async function read(): Promise<{ ids: string[]; kept: boolean }> {
    const response = await fetch(awrach().graphUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    type Told = { data: { agreements: { nodes: { id: string }[] } } };
    const { data } = (await response.json()) as Told;
    return { ids: data.agreements.nodes.map(({ id }) => id), kept: response.headers.has('age') };
  }

  test('what was kept of a register is not found once a province has changed it: it shows that at once, without a receipt', async () => {
    const office = officeOf(awrach(), '04.281');
    const took: number[] = [];
    for (let n = 0; n < 5; n++) {
      const { ids } = await until('the register is found', read, ({ kept }) => kept);
      const { id } = await office.draft({ jobs: [1] });
      const draftedAt = performance.now();
      expect(ids).not.toContain(id);
      while (!(await read()).ids.includes(id)) expect(performance.now() - draftedAt).toBeLessThan(5_000);
      took.push(performance.now() - draftedAt);
    }
    // One of them may meet a busy moment of the machine.
    expect(took.sort((a, b) => a - b)[2]).toBeLessThan(100);
  });
}
