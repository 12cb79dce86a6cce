import { isCommuneCode, isProvinceCode, isRegionCode } from '@awrach/territory';
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { refuse } from '../refusal/catalogue.ts';
import { type Refusal, RefusalError } from '../refusal/refusal.ts';
import { receiptText } from '../write/receipt.ts';
import { formatMoney, parseMoney } from './money.ts';

/** A scalar that is written as text; `parse` gives the value or the rule that refuses it. */
function textScalar<Value>(
  name: string,
  notText: Refusal,
  parse: (text: string) => Value | Refusal,
  serialize?: (value: unknown) => string,
) {
  const read = (value: unknown): Value => {
    const parsed = typeof value === 'string' ? parse(value) : notText;
    if (typeof parsed === 'object' && parsed !== null && 'refused' in parsed) throw new RefusalError(parsed);
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    serialize: serialize ?? String,
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
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

const date = textScalar('Date', refuse('date.format'), (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return refuse('date.format');
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : refuse('date.format');
});

const dateTime = textScalar('DateTime', refuse('time.format'), (text) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : refuse('time.format'),
);

const uuid = textScalar('UUID', refuse('id.format'), (text) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
    ? text.toLowerCase()
    : refuse('id.format'),
);

const provinceCode = textScalar(
  'ProvinceCode',
  refuse('province.unknown', undefined, { code: '' }),
  (code) =>
    isProvinceCode(code) ? code : refuse('province.unknown', undefined, { code: code.slice(0, 20) }),
);
const regionCode = textScalar('RegionCode', refuse('region.unknown', undefined, { code: '' }), (code) =>
  isRegionCode(code) ? code : refuse('region.unknown', undefined, { code: code.slice(0, 20) }),
);
const communeCode = textScalar('CommuneCode', refuse('commune.unknown', undefined, { code: '' }), (code) =>
  isCommuneCode(code) ? code : refuse('commune.unknown', undefined, { code: code.slice(0, 20) }),
);

const longestAddress = 2_000;

const webAddress = textScalar('WebAddress', refuse('address.format'), (text) => {
  const url = text.length <= longestAddress ? URL.parse(text) : null;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : refuse('address.format');
});

const receipt = textScalar('Receipt', refuse('receipt.malformed'), receiptText);

/** Control characters (Cc without line breaks), halves of characters (Cs), bidirectional overrides, isolates and marks, zero-width and other invisible formats. */
const hidden = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/u;

/** Text that people read: trimmed, in Unicode NFC, 1 to `limit` characters, nothing invisible that could deceive a reader. */
function readableText(name: string, limit: number, lines: boolean) {
  return textScalar(name, refuse('text.empty'), (raw) => {
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
