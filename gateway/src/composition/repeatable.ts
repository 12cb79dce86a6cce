import { type GraphQLSchema, getNamedType, isInputObjectType, isNonNullType } from 'graphql';

/**
 * The gateway may send a mutation again after a broken connection, and people are told to repeat one of which the
 * outcome is unknown. Both are safe only because each mutation takes one `input` that carries an `idempotencyKey: ID!`.
 * @returns one sentence for each mutation that does not
 */
export function unrepeatable(schema: GraphQLSchema): string[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((mutation) => {
    const [input, ...more] = mutation.args;
    const type = input && getNamedType(input.type);
    const key = type && isInputObjectType(type) ? type.getFields().idempotencyKey : undefined;
    const safe = input?.name === 'input' && more.length === 0 && key && String(key.type) === 'ID!';
    return safe && isNonNullType(input.type)
      ? []
      : [`Mutation.${mutation.name} must take exactly one input: …! that has an idempotencyKey: ID!.`];
  });
}
