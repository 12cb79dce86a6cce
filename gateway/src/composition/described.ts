import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';

/** Types whose meaning their name says, which GraphQL itself does not let carry a description in every tool. */
const selfEvident = ['Query', 'Mutation'];

/** @returns a coordinate (`Agreement.status`, `Query.partners(first:)`) for each thing of the graph that says nothing of itself */
export function undescribed(schema: GraphQLSchema): string[] {
  const found: string[] = [];
  const look = (coordinate: string, thing: { readonly description?: string | null | undefined }) => {
    if (!thing.description?.trim()) found.push(coordinate);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    if (!selfEvident.includes(type.name)) look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name}:)`, argument);
      }
    }
  }
  return found;
}
