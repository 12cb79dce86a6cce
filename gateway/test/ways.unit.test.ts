import { buildASTSchema, parse } from 'graphql';
import { compose } from '../src/composition/compose.ts';
import { subgraphOf } from '../src/composition/subgraph.ts';
import { type Reach, reachOf } from '../src/graph/straight/reach.ts';
import { waysThrough } from '../src/graph/straight/ways.ts';
import { keepableBy } from '../src/kept/keepable.ts';
import { registerSdl, totalsSdl } from './world/schemas.ts';

const composed = compose([subgraphOf('partner', registerSdl), subgraphOf('totals', totalsSdl)]);
if ('faults' in composed) throw new Error(composed.faults.join('\n'));
const supergraph = parse(composed.supergraphSdl, { noLocation: true });
const schema = buildASTSchema(supergraph, { assumeValid: true });

describe('the way of a text', () => {
  let looked: number;
  let wayOf: ReturnType<typeof waysThrough>;
  beforeEach(() => {
    looked = 0;
    const reach = reachOf(supergraph);
    const counting: Reach = {
      ...reach,
      knowing(type) {
        if (type === 'Query') looked++;
        return reach.knowing(type);
      },
    };
    wayOf = waysThrough(schema, counting, keepableBy(supergraph, reach));
  });

  test('is looked for once, whether it is straight or for the planner', () => {
    for (const _time of ['first', 'second']) {
      expect(wayOf('{ bodies { name } }')).toMatchObject({ subgraph: 'partner' });
      expect(wayOf('{ bodies { name jobs } }')).toBeUndefined();
    }
    expect(looked).toBe(2);
  });

  test('is known of no more short texts than there is room for, at half a kilobyte each', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `{a${i}}`);
    for (const text of texts) wayOf(text);
    expect(looked).toBe(20_000);
    looked = 0;
    // The newest first: those are known.
    for (const text of texts.reverse()) wayOf(text);
    const known = 20_000 - looked;
    expect(known).toBeGreaterThan(5_000);
    expect(known).toBeLessThan(8_000_000 / 512);
  });
});
