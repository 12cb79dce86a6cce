import { communes } from '@awrach/territory';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Reach } from '../../src/graph/straight/reach.ts';

/** An operation named `Asked`, with values for its variables. */
interface InventedQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Invention {
  readonly schema: GraphQLSchema;
  readonly reach: Reach;
  readonly random: () => number;
  /**
   * Whether some arguments are such as are refused, some variables forgotten, and some fields skipped. Of a service that is down, the planner may
   * blame what was skipped, and miss what is wrong with an argument.
   */
  readonly mishaps: boolean;
}

/** The same numbers again for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Invents a valid query, with aliases, fragments inside fragments, the same field more than once, `__typename`, skipping
 * by literals and by variables, and arguments of both kinds. Most keep to what one subgraph answers.
 */
export function inventQuestion({ mishaps, random, reach, schema }: Invention): InventedQuestion {
  const definitions: string[] = [];
  const fragments: string[] = [];
  const variables: Record<string, unknown> = {};
  const one = <Thing>(things: readonly Thing[]): Thing => {
    const chosen = things[Math.floor(random() * things.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  };
  const home = random() < 0.85 ? one(reach.subgraphs) : undefined;
  let names = 0;

  function variable(type: string, value: unknown, fallback: string): string {
    const name = `v${names++}`;
    const nullable = !type.endsWith('!');
    definitions.push(`$${name}: ${type}${nullable && random() < 0.4 ? ` = ${fallback}` : ''}`);
    const forgotten = mishaps && random() < 0.03;
    if (!forgotten && (!nullable || random() < 0.7)) variables[name] = value;
    return `$${name}`;
  }

  function skipping(): string {
    if (!mishaps || random() > 0.15) return '';
    const yes = random() < 0.5;
    const value =
      random() < 0.5 ? variable('Boolean!', yes, String(yes)) : random() < 0.5 ? String(yes) : defaulted(yes);
    return ` @${random() < 0.5 ? 'skip' : 'include'}(if: ${value})`;
  }

  function defaulted(yes: boolean): string {
    const name = `v${names++}`;
    definitions.push(`$${name}: Boolean = ${yes}`);
    return `$${name}`;
  }

  /** A value and how it is written in a text. */
  function value(type: GraphQLInputType): { json: unknown; text: string } {
    if (isNonNullType(type)) return value(type.ofType);
    if (isListType(type)) return { json: [], text: '[]' };
    const named = getNamedType(type);
    if (isEnumType(named)) {
      const { name } = one(named.getValues());
      return { json: name, text: name };
    }
    const json = one([...(good[named.name] ?? ['a']), ...((mishaps && bad[named.name]) || [])]);
    return { json, text: JSON.stringify(json) };
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>): string {
    const given = field.args
      .filter((argument) => isRequiredArgument(argument) || random() < 0.3)
      .map((argument) => {
        const { json, text } = value(argument.type);
        const written = random() < 0.5 ? text : variable(String(argument.type), json, text);
        return `${argument.name}: ${written}`;
      });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  function selection(type: GraphQLObjectType, depth: number): string {
    const all = Object.values(type.getFields());
    const near = all.filter(({ name }) => home === undefined || reach.field(type.name, name)?.by.has(home));
    const deep = depth > 0 ? near : near.filter((field) => !isObjectType(getNamedType(field.type)));
    const left = [...deep];
    const chosen = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      if (left.length === 0 || random() < 0.08) return `${random() < 0.3 ? `a${names++}: ` : ''}__typename`;
      const field = one(left);
      // Some are selected more than once.
      if (random() < 0.9) left.splice(left.indexOf(field), 1);
      return selected(field, depth);
    });
    return chosen.map((text) => (random() < 0.08 ? wrapped(text, type) : text)).join(' ');
  }

  function selected(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = argumentsOf(field);
    // Without an alias, equal fields of one selection are merged; with other arguments they would be at odds.
    const alias = given !== '' || random() < 0.1 ? `a${names++}: ` : '';
    const type = getNamedType(field.type);
    const inside = isObjectType(type) ? ` { ${selection(type, depth - 1)} }` : '';
    return `${alias}${field.name}${given}${skipping()}${inside}`;
  }

  function wrapped(text: string, type: GraphQLObjectType): string {
    if (random() < 0.5) return `... ${random() < 0.5 ? `on ${type.name}` : ''}${skipping()} { ${text} }`;
    const name = `F${names++}`;
    fragments.push(`fragment ${name} on ${type.name} { ${text} }`);
    if (mishaps && random() < 0.3) return withAnother(name, type);
    const again = random() < 0.2 ? ` ...${name}` : '';
    return `...${name}${skipping()}${again}`;
  }

  /** Two fragments under the same conditions, with something between them. */
  function withAnother(name: string, type: GraphQLObjectType): string {
    const another = `F${names++}`;
    const conditions = skipping();
    fragments.push(`fragment ${another} on ${type.name} { a${names++}: __typename }`);
    return `...${name}${conditions} a${names++}: __typename ...${another}${conditions}`;
  }

  const root = schema.getQueryType();
  if (!root) throw new Error('there is nothing to ask');
  const asked = selection(root, 4);
  const declared = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
  return { query: [`query Asked${declared} { ${asked} }`, ...fragments].join('\n'), variables };
}

const good: Readonly<Record<string, readonly unknown[]>> = {
  Int: [1, 7, 2022, 2023],
  Float: [1.5],
  Boolean: [true, false],
  String: ['', 'a', 'é"\\'],
  UUID: ['0198f000-0000-7000-8000-000000000001', '0198f000-0000-7000-8000-000000000002'],
  RegionCode: ['05', '06', '07'],
  ProvinceCode: ['05.301', '06.141', '05.091'],
  CommuneCode: communes.slice(0, 3).map(({ code }) => code),
  Receipt: ['W10'],
  Date: ['2022-04-11'],
  DateTime: ['2022-04-11T00:00:00Z'],
};

const bad: Readonly<Record<string, readonly unknown[]>> = {
  UUID: ['no id'],
  RegionCode: ['99'],
  ProvinceCode: ['nowhere'],
  CommuneCode: ['0'],
  Receipt: ['no receipt'],
};
