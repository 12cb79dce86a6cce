import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import machine from '../preflight/machine.cjs';
import running from '../preflight/running.cjs';

describe('reading versions', () => {
  test.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_292"', 8],
    ['openjdk version "24-ea" 2025-03-18', 24],
    ['Picked up _JAVA_OPTIONS: -Xmx1g\nopenjdk version "21" 2023-09-19', 21],
    ['bash: java: command not found', 0],
  ])('%j is Java %d', (text, major) => {
    expect(machine.parseJava(text)).toBe(major);
  });

  test('Node versions compare by number, not by letter', () => {
    expect(machine.isAtLeast(machine.parseNode('v24.9.0'), machine.parseNode('24.11'))).toBe(false);
    expect(machine.isAtLeast(machine.parseNode('v24.11.0'), machine.parseNode('24.11'))).toBe(true);
    expect(machine.isAtLeast(machine.parseNode('v25.0.0'), machine.parseNode('24.11'))).toBe(true);
  });
});

describe('ports', () => {
  test('nothing given means the one promised, and zero any free one', () => {
    expect(running.parsePort('PORT', undefined, 4000)).toBe(4000);
    expect(running.parsePort('PORT', '', 4000)).toBe(4000);
    expect(running.parsePort('PORT', '0', 4000)).toBe(0);
  });

  test.each(['-1', '65536', '4000x', '4e3'])('%s is not a port', (text) => {
    expect(() => running.parsePort('PORT', text, 4000)).toThrow(`PORT=${text} is not a port`);
  });
});

test('the preflight has no syntax and no module name that Node 12 does not know', () => {
  const folder = join(import.meta.dirname, '../preflight');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cjs'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect({
      file,
      tooYoung: /\?\.[a-zA-Z[(]|\?\?|'node:|\bimport\b ?\(|#\w+\(|\.at\(|replaceAll/.exec(text)?.[0],
    }).toEqual({
      file,
      tooYoung: undefined,
    });
  }
});
