import { join } from 'node:path';
import { judge } from '../src/dev/watch-sources.ts';
import { awrachProcesses } from '../src/launcher/processes.ts';
import { clone } from '../src/places.ts';

const changed = (...files: string[]) => {
  const { names, schema } = judge(
    files.map((file) => join(clone, file)),
    awrachProcesses,
  );
  return { names: [...names], schema };
};

describe('what a changed file starts again', () => {
  test('a service’s file starts that service alone', () => {
    expect(changed('services/finance/src/main.ts')).toEqual({ names: ['finance'], schema: false });
  });

  test('a schema is composed anew', () => {
    expect(changed('services/finance/schema.graphql')).toEqual({ names: ['finance'], schema: true });
  });

  test('a package’s file starts everything', () => {
    expect(changed('packages/territory/src/region.ts')).toEqual({
      names: ['partner', 'worksite', 'employment', 'finance', 'totals', 'gateway'],
      schema: false,
    });
  });
});
