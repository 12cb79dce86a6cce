import { parseArgs } from 'node:util';
import { allContracts } from '@awrach/contracts';
import { findProvince } from '@awrach/territory';

export const usage = `npm run events -- [what]
  [--topic agreement]   one thing's events, also as partner.agreement or awrach.partner.agreement; may be repeated
  [--province 05.301]   one province's, by its HCP code
  [--thing <id>]        one thing's
  [--from now]          beginning, now, or a moment: 2026-01-01T00:00:00Z
  [--once]              stop when all that is there now is told, instead of waiting for more
  [--json]              one JSON object a line: place, headers, data`;

/** Which events are to be told, and how. */
export interface EventOptions {
  topics: readonly string[];
  province: string | undefined;
  thing: string | undefined;
  from: 'beginning' | 'now' | Date;
  once: boolean;
  json: boolean;
}

/** @throws when the arguments cannot be meant; the message says which. */
export function readEventOptions(args: readonly string[]): EventOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      topic: { type: 'string', multiple: true },
      province: { type: 'string' },
      thing: { type: 'string' },
      from: { type: 'string', default: 'now' },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { province, once, json } = values;
  if (province !== undefined && !findProvince(province))
    throw new Error(`--province ${province} is no province's code`);
  return {
    topics: values.topic ? values.topic.flatMap(topicsNamed) : allContracts.map(({ topic }) => topic),
    province,
    thing: values.thing?.toLowerCase(),
    from: readFrom(values.from),
    once,
    json,
  };
}

/** `dead-letter` alone names every service's. */
function topicsNamed(name: string): string[] {
  const found = allContracts.filter(({ service, thing, topic }) =>
    [topic, `${service}.${thing}`, thing].includes(name),
  );
  if (found.length > 0) return found.map(({ topic }) => topic);
  const known = [...new Set(allContracts.map(({ thing }) => thing))].join(', ');
  throw new Error(`--topic ${name} is none of ${known}`);
}

function readFrom(text: string): EventOptions['from'] {
  if (text === 'beginning' || text === 'now') return text;
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (isMoment && !Number.isNaN(Date.parse(text))) return new Date(text);
  throw new Error(`--from ${text} is neither beginning nor now nor a moment like 2026-01-01T00:00:00Z`);
}
