import { limitsOfClients } from '@awrach/subgraph/gateway';
import { type DocumentNode, type GraphQLSchema, parse, type VariableDefinitionNode, validate } from 'graphql';
import type { Keepable, RestsOn } from '../../kept/keepable.ts';
import { openShelf } from '../../kept/shelf.ts';
import { receiptsInLiterals } from '../../totals/receipts.ts';
import { costOf, mostFields } from '../cost.ts';
import { aloneIn } from './alone.ts';
import type { Reach } from './reach.ts';

/** How an operation's text goes straight to the one subgraph that answers it. */
export interface Way {
  readonly subgraph: string;
  readonly operationName: string | undefined;
  readonly variables: readonly VariableDefinitionNode[];
  /** Receipts that stand in the text itself. */
  readonly receipts: readonly string[];
  /** What its answer rests on, where that is one for everybody. */
  readonly restsOn: RestsOn | undefined;
  /** The text as JSON, ready to be put into a request. */
  readonly quoted: string;
}

/** Longer texts, which no front-end writes, are not worth a place: the planner takes them. */
const longestText = 50_000;

/** What the ways known may take, in bytes: some two thousand operations, of the size that front-ends ask. */
const limit = 8_000_000;

/** Tells the way of a text; undefined when it is for the planner. A text is looked at once, as long as it is known. */
export function waysThrough(
  schema: GraphQLSchema,
  reach: Reach,
  keepable: Keepable,
): (text: string) => Way | undefined {
  const ways = openShelf<Way | typeof planned>(limit);

  return (text) => {
    if (text.length > longestText) return undefined;
    let way = ways.get(text);
    if (way === undefined) {
      way = wayOf(text, schema, reach, keepable) ?? planned;
      ways.put(text, way, sizeOf(way));
    }
    return way === planned ? undefined : way;
  };
}

const planned = 'planned';

/** What a way takes, in bytes: about as much as its JSON would, at two for each character. */
const sizeOf = (way: Way | typeof planned): number => 2 * JSON.stringify(way).length;

function wayOf(text: string, schema: GraphQLSchema, reach: Reach, keepable: Keepable): Way | undefined {
  const document = parsed(text);
  const alone = document && aloneIn(reach, document);
  if (!alone || validate(schema, document, undefined, { maxErrors: 1 }).length > 0) return undefined;
  const { operation, subgraph } = alone;
  // What might be refused for its cost, with some variables, is the planner's side to look at with those sent along.
  if (costOf(schema, { document, operation }) > mostFields) return undefined;
  return {
    subgraph,
    operationName: operation.name?.value,
    variables: operation.variableDefinitions ?? [],
    receipts: receiptsInLiterals(schema, document),
    restsOn: keepable(document),
    quoted: JSON.stringify(text),
  };
}

function parsed(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true, maxTokens: limitsOfClients.tokens });
  } catch {
    return undefined; // the planner's side refuses it, with the place
  }
}
