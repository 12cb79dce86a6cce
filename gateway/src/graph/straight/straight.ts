import { mostReceipts } from '@awrach/subgraph/gateway';
import { type GraphQLSchema, getVariableValues } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import { isRecord } from '../../json.ts';
import type { Kept } from '../../kept/kept.ts';
import { type GraphqlBody, graphqlBody } from '../../subgraph/body.ts';
import type { Answer } from '../../subgraph/connection.ts';
import { isPlainData } from '../../subgraph/plain-data.ts';
import type { Source } from '../../subgraph/source.ts';
import type { TotalsHead } from '../../totals/head.ts';
import { momentOf } from '../../totals/moment.ts';
import { receiptsInVariables } from '../../totals/receipts.ts';
import { type FormatError, versionGone } from '../errors.ts';
import type { Way } from './ways.ts';

interface StraightParts {
  readonly schema: GraphQLSchema;
  readonly wayOf: (text: string) => Way | undefined;
  readonly sources: ReadonlyMap<string, Source>;
  readonly totals: TotalsHead;
  readonly kept: Pick<Kept, 'begun' | 'forAll'>;
  readonly formatError: FormatError;
}

/**
 * Answers the body of a request without the planner, if it asks for what one subgraph answers alone: the subgraph gets
 * the client's own text, and the client gets the subgraph's own bytes. What is answered is what the planner would have
 * answered; undefined when that is not certain, and the request is the planner's.
 */
export type AnswerStraight = (body: unknown, context: GatewayContext) => Promise<Buffer | string | undefined>;

/** Whatever is wrong with variables is for the planner's way to tell. */
const untilTheFirst = { maxErrors: 0 };

export function straightAnswers(parts: StraightParts): AnswerStraight {
  const { schema, wayOf, sources, totals, kept, formatError } = parts;
  return async (body, context) => {
    const asked = askedIn(body);
    const way = asked && wayOf(asked.query);
    const source = way && sources.get(way.subgraph);
    if (!source || (asked.operationName ?? way.operationName) !== way.operationName) return undefined;
    const variables = declared(way, asked.variables);
    if (way.variables.length > 0 && getVariableValues(schema, way.variables, variables, untilTheFirst).errors)
      return undefined;
    const receipts = [
      ...new Set([...way.receipts, ...receiptsInVariables(schema, way.variables, variables)]),
    ];
    if (receipts.length > mostReceipts) return undefined;

    const restsOn = receipts.length > 0 ? undefined : way.restsOn;
    kept.begun(context.scope, restsOn);
    context.moment = momentOf(totals, receipts);
    const told = await source.ask(
      {
        query: asked.query,
        variables,
        json: `{"query":${way.quoted},"variables":${JSON.stringify(variables)}}`,
        writes: false,
      },
      context,
      bytesOrBody,
    );
    if (!Buffer.isBuffer(told)) return worded(told, formatError);
    if (restsOn) kept.forAll(context.scope, restsOn, context.moment.head());
    return told;
  };
}

interface Asked {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What is asked by a body of the usual form; every other form is Apollo's to read or to refuse. */
function askedIn(body: unknown): Asked | undefined {
  if (!isRecord(body)) return undefined;
  const { extensions, operationName, query, variables } = body;
  if (typeof query !== 'string' || query === '') return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  if (variables != null && !isRecord(variables)) return undefined;
  if (extensions != null && (!isRecord(extensions) || 'persistedQuery' in extensions)) return undefined;
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

/** Of all that was sent along, the operation's own variables. */
function declared({ variables }: Way, given: Asked['variables']): Record<string, unknown> {
  // Without a prototype, the name `__proto__` is one like any other.
  const found: Record<string, unknown> = { __proto__: null };
  for (const { variable } of variables) {
    const name = variable.name.value;
    if (Object.hasOwn(given, name)) found[name] = given[name];
  }
  return found;
}

const bytesOrBody = (answer: Answer): Buffer | GraphqlBody | undefined =>
  isPlainData(answer.bytes) ? answer.bytes : graphqlBody(answer);

/**
 * An answer with errors, in the words that clients get. Undefined without data, which the planner fills in with nulls,
 * and when totals has let the version go, at which the planner asks again.
 */
function worded({ data, errors = [] }: GraphqlBody, formatError: FormatError): string | undefined {
  if (!data || errors.some(({ extensions }) => extensions?.code === versionGone)) return undefined;
  const told = errors.map(({ extensions, message, path }) =>
    formatError(
      {
        message,
        ...(path ? { path } : {}),
        ...(extensions ? { extensions } : {}),
      },
      new Error(message),
    ),
  );
  return `${JSON.stringify({ ...(told.length > 0 ? { errors: told } : {}), data })}\n`;
}
