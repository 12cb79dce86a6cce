import { contractOfTopic, type DeadLetterState, dataSchema, validateRead } from '@awrach/contracts';
import {
  type DeadLetter,
  findOriginals,
  type PlainRecord,
  printableLine,
  readDeadLetters,
} from '@awrach/messaging';
import { type Desk, letterNamed } from './command.ts';
import { ruleOf, wordOf } from './words.ts';

/** The most that is shown: of a value in characters, of headers and of faults in lines, of a line in characters. */
const shownAtMost = { value: 20_000, lines: 50, line: 4_200 };

/** Says of one dead letter who set it aside and why, where the message lies, and what it says. */
export async function explain({ brokers, log, write }: Desk, id: string): Promise<void> {
  const letter = letterNamed(await readDeadLetters(brokers, log), id);
  const original = (await findOriginals(brokers, [letter], log)).get(letter);
  for (const line of [...heading(letter, original), ...content(letter, original)])
    write(printableLine(line, shownAtMost.line));
}

function heading({ id, since, origin, by }: DeadLetter, original: PlainRecord | undefined): string[] {
  const { topic, partition, offset, log } = origin;
  return [
    `Dead letter ${id}, set aside first at ${since}`,
    '',
    `Where     ${topic}, partition ${partition}, offset ${offset}, incarnation ${log ?? 'not named'}`,
    `          ${original ? 'It still lies there, unchanged, and can be replayed.' : 'It is not there any more: the topic was made anew. Its events were sent again then; it cannot be replayed.'}`,
    '',
    ...Object.entries(by).flatMap(([service, state]) => reasons(service, state)),
  ];
}

function reasons(service: string, state: DeadLetterState): string[] {
  const { replay } = state;
  return [
    `Set aside by ${service}: ${printableLine(state.reason, 200)} (${wordOf(state)})`,
    `  rule    ${ruleOf(state.reason)}`,
    `  detail  ${state.detail}`,
    ...(state.cut === undefined ? [] : [`  cut     ${cutOf(state.cut)}`]),
    ...(replay === undefined
      ? []
      : [
          `  replay  met again at ${replay.at}, partition ${replay.partition}, offset ${replay.offset}: ${
            replay.setAsideAs === null ? 'applied' : `set aside again as ${replay.setAsideAs}`
          }`,
        ]),
    '',
  ];
}

/** What a dead letter does not carry of its message. */
const cutOf = ({ valueBytes, headers, detail }: NonNullable<DeadLetterState['cut']>): string =>
  [
    ...(valueBytes === null ? [] : [`a value of ${valueBytes} bytes`]),
    ...(headers === 0 ? [] : [`${headers} headers, or the end of them`]),
    ...(detail ? ['the end of the detail'] : []),
  ].join(', ');

function content({ origin, by }: DeadLetter, original: PlainRecord | undefined): string[] {
  const [kept] = Object.values(by);
  const headers = original
    ? Object.entries(original.headers).map(([name, value]) => [name, value.toString('utf8')] as const)
    : Object.entries(kept?.headers ?? {});
  const carried = typeof kept?.value === 'string' ? Buffer.from(kept.value, 'base64') : null;
  const value = original ? original.value : carried;
  return [
    ...(original ? [`Key       ${original.key?.toString('utf8') ?? 'none'}`, ''] : []),
    'Headers',
    ...some(headers.map(([name, text]) => `  ${name.padEnd(16)} ${text}`)),
    '',
    ...valueLines(value),
    '',
    ...today(origin.topic, value),
  ];
}

function valueLines(value: Buffer | null): string[] {
  if (value === null) return ['Value     none (or too large to be carried along)'];
  const text = value.toString('utf8');
  const shown = (pretty(text) ?? text).slice(0, shownAtMost.value).replaceAll('\t', '  ');
  return [`Value     ${value.length} bytes`, ...shown.split('\n').map((line) => `  ${line}`)];
}

/** The first of these lines, and how many more there are. */
function some(lines: readonly string[]): string[] {
  const more = lines.length - shownAtMost.lines;
  return [...lines.slice(0, shownAtMost.lines), ...(more > 0 ? [`  … and ${more} more`] : [])];
}

function pretty(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined; // Not JSON: it is shown as it is.
  }
}

/** What the contract of today says of it, which may be another than that of the day it was set aside. */
function today(topic: string, value: Buffer | null): string[] {
  const contract = contractOfTopic(topic);
  const text = value?.toString('utf8') ?? '';
  if (contract === undefined || pretty(text) === undefined) return [];
  const faults = validateRead(contract, JSON.parse(text));
  if (faults.length === 0) return [`It fits ${dataSchema(contract)} as of today.`];
  return [
    `It does not fit ${dataSchema(contract)} as of today:`,
    ...some(faults.map((fault) => `  ${fault}`)),
  ];
}
