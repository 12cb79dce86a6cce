import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { keptOf } from '../composition/kept-sound.ts';
import { objectNodes } from '../composition/types.ts';
import { allowOf } from '../composition/who-may.ts';

/** What changes an answer, from what changes least to what changes most: see `@kept` in the shared SDL. */
const kinds = ['TERRITORY', 'TOTALS', 'COMPLETE_TO'] as const;
export type KeptBy = (typeof kinds)[number];

/** What changes the answer of a document, or undefined when it is none to be kept. */
export type Keepable = (schema: GraphQLSchema, document: DocumentNode) => KeptBy | undefined;

/**
 * Tells documents that may be kept: queries of which every field says `@kept`. A field that says nothing, one with
 * `@allow`, introspection, and anything but a query is not kept.
 */
export function keepableBy(supergraphSdl: string): Keepable {
  const fields = keptFields(supergraphSdl);
  const known = new WeakMap<DocumentNode, KeptBy | 'NEVER'>();
  return (schema, document) => {
    let by = known.get(document);
    if (by === undefined) {
      by = mostMoving(fields, schema, document) ?? 'NEVER';
      known.set(document, by);
    }
    return by === 'NEVER' ? undefined : by;
  };
}

/** `Province.nameFr` → what changes it, for each field that may be kept. */
function keptFields(supergraphSdl: string): ReadonlyMap<string, KeptBy> {
  const kept = new Map<string, KeptBy>();
  for (const type of objectNodes(parse(supergraphSdl, { noLocation: true }))) {
    for (const field of type.fields ?? []) {
      const by = kinds.find((kind) => kind === keptOf(field));
      if (by && !allowOf(field)) kept.set(`${type.name.value}.${field.name.value}`, by);
    }
  }
  return kept;
}

function mostMoving(
  fields: ReadonlyMap<string, KeptBy>,
  schema: GraphQLSchema,
  document: DocumentNode,
): KeptBy | undefined {
  let most = 0;
  let never = false;
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.OPERATION_DEFINITION]: ({ operation }) => {
        if (operation !== 'query') never = true;
      },
      [Kind.FIELD]: ({ name }) => {
        const by =
          name.value === '__typename'
            ? 'TERRITORY'
            : fields.get(`${types.getParentType()?.name}.${name.value}`);
        if (by === undefined) never = true;
        else most = Math.max(most, kinds.indexOf(by));
      },
    }),
  );
  return never ? undefined : kinds[most];
}
