import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** One query for each field that can be reached, by the shortest way: `Body.name` → `{ bodies { name } }`. */
export function everyField(schema: GraphQLSchema): Map<string, string> {
  const queries = new Map<string, string>();
  const ways = new Map<string, (inner: string) => string>([['Query', (inner) => `{ ${inner} }`]]);
  for (const [typeName, way] of ways) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const asked = `${field.name}${argumentsOf(field)}`;
      const inner = getNamedType(field.type);
      queries.set(
        `${typeName}.${field.name}`,
        way(isLeafType(inner) ? asked : `${asked} { ${leaves(inner)} }`),
      );
      if (!isLeafType(inner) && !ways.has(inner.name))
        ways.set(inner.name, (deeper) => way(`${asked} { ${deeper} }`));
    }
  }
  return queries;
}

function leaves(type: GraphQLNamedOutputType): string {
  if (!isObjectType(type)) return '__typename';
  const plain = Object.values(type.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument),
  );
  return ['__typename', ...plain.map(({ name }) => name)].join(' ');
}

function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const given = field.args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${literal(type)}`);
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

const literals: Readonly<Record<string, string>> = {
  RegionCode: '"05"',
  ProvinceCode: '"05.301"',
  CommuneCode: '"05.301.01.01"',
  UUID: '"0198f000-0000-7000-8000-000000000001"',
  ID: '"0198f000-0000-7000-8000-000000000001"',
  Int: '2022',
  String: '"text"',
  Text: '"text"',
  Boolean: 'true',
  Date: '"2022-06-01"',
  DateTime: '"2022-06-01T00:00:00Z"',
};

function literal(type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return `[${literal(bare.ofType)}]`;
  if (isEnumType(bare)) return bare.getValues()[0]?.name ?? '';
  const known = literals[bare.toString()];
  if (known === undefined) throw new Error(`no literal for an argument of type ${bare}`);
  return known;
}
