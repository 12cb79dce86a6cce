import { isCommuneCode, isProvinceCode, isRegionCode } from '@awrach/territory';
import { GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { refuse } from '../refusal/catalogue.ts';
import { type Refusal, RefusalError } from '../refusal/refusal.ts';
import { hidden, shown } from '../refusal/shown.ts';
import { receiptText } from '../write/receipt.ts';
import { formatMoney, parseMoney } from './money.ts';

/**
 * A scalar that is written as text; `parse` gives the value or the rule that refuses it.
 * @param notText refuses everything else; the words of some rules repeat how it is written
 */
function textScalar<Value>(
  name: string,
  notText: Refusal | ((written: string) => Refusal),
  parse: (text: string) => Value | Refusal,
  serialize?: (value: unknown) => string,
) {
  const taken = (parsed: Value | Refusal): Value => {
    if (typeof parsed === 'object' && parsed !== null && 'refused' in parsed) throw new RefusalError(parsed);
    return parsed;
  };
  const other = (written: string) => (typeof notText === 'function' ? notText(written) : notText);
  return new GraphQLScalarType({
    name,
    serialize: serialize ?? String,
    parseValue: (value) => taken(typeof value === 'string' ? parse(value) : other(JSON.stringify(value))),
    parseLiteral: (node: ValueNode) =>
      taken(node.kind === Kind.STRING ? parse(node.value) : other(print(node))),
  });
}

const money = textScalar(
  'Money',
  refuse('money.format'),
  (text) => {
    const amount = parseMoney(text);
    if (amount === undefined) return refuse('money.format');
    return amount < 0n ? refuse('money.negative') : amount;
  },
  (value) => (typeof value === 'bigint' ? formatMoney(value) : String(value)),
);

/** The calendar begins with the year 1: before it PostgreSQL has no year 0, though JavaScript does. */
const hasYear = (text: string): boolean => !text.startsWith('0000');

const date = textScalar('Date', refuse('date.format'), (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !hasYear(text)) return refuse('date.format');
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : refuse('date.format');
});

const dateTime = textScalar('DateTime', refuse('time.format'), (text) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(text) &&
  hasYear(text) &&
  !Number.isNaN(Date.parse(text))
    ? text
    : refuse('time.format'),
);

const uuid = textScalar('UUID', refuse('id.format'), (text) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
    ? text.toLowerCase()
    : refuse('id.format'),
);

function codeScalar<Code extends string>(
  name: string,
  rule: 'province.unknown' | 'region.unknown' | 'commune.unknown',
  isCode: (text: string) => text is Code,
) {
  const unknown = (code: string) => refuse(rule, undefined, { code: shown(code) });
  return textScalar(name, unknown, (text) => (isCode(text) ? text : unknown(text)));
}

const provinceCode = codeScalar('ProvinceCode', 'province.unknown', isProvinceCode);
const regionCode = codeScalar('RegionCode', 'region.unknown', isRegionCode);
const communeCode = codeScalar('CommuneCode', 'commune.unknown', isCommuneCode);

/** As it is kept: encoded, where one Arabic letter takes six characters. */
const longestAddress = 2_000;

const webAddress = textScalar('WebAddress', refuse('address.format'), (text) => {
  const url = URL.parse(text);
  const ofWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return ofWeb && url.href.length <= longestAddress ? url.href : refuse('address.format');
});

const receipt = textScalar('Receipt', refuse('receipt.malformed'), receiptText);

/** Text that people read: trimmed, in Unicode NFC, 1 to `limit` characters, nothing invisible that could deceive a reader. */
function readableText(name: string, limit: number, lines: boolean) {
  const other = (written: string) => refuse('value.invalid', undefined, { value: shown(written) });
  return textScalar(name, other, (raw) => {
    if (raw.length > limit * 2) return refuse('text.too-long', undefined, { limit });
    const text = raw.normalize('NFC').trim();
    if (hidden.test(lines ? text.replace(/[\r\n\t]/g, ' ') : text)) return refuse('text.control-characters');
    if (text === '') return refuse('text.empty');
    return [...text].length > limit ? refuse('text.too-long', undefined, { limit }) : text;
  });
}

/** The scalars of the shared SDL. */
export const scalars = {
  Money: money,
  Date: date,
  DateTime: dateTime,
  UUID: uuid,
  ProvinceCode: provinceCode,
  RegionCode: regionCode,
  CommuneCode: communeCode,
  Receipt: receipt,
  WebAddress: webAddress,
  Text: readableText('Text', 200, false),
  LongText: readableText('LongText', 2_000, true),
};
