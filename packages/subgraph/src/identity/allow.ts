import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql';
import type { ReadingContext } from '../context.ts';
import { refuse } from '../refusal/catalogue.ts';
import { RefusalError } from '../refusal/refusal.ts';
import type { Belonging, Caller } from './caller.ts';
import { isRole, roleNames } from './roles.ts';
import { type Allowance, outOfScope } from './scope.ts';

/**
 * Puts the check before each field that carries `@allow`. A refused caller's resolver does not run.
 * Mutations learn the thing they touch only when it is locked: there the unit of work compares (`write/work.ts`),
 * with the allowance that is handed on in the context.
 * @throws Error at start-up when a field that writes does not say who may.
 */
export function enforceAllow(schema: GraphQLSchema): GraphQLSchema {
  const silent = Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter((field) => allowanceOf(schema, field) === undefined)
    .map((field) => field.name);
  if (silent.length > 0)
    throw new Error(`These mutations do not say who may call them (@allow): ${silent.join(', ')}`);

  const mutation = schema.getMutationType()?.name;
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field: GraphQLFieldConfig<unknown, ReadingContext>, _name, typeName) => {
      const allowance = allowanceOf(schema, field);
      if (!allowance) return field;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (parent, args, context, info) => {
        const caller = permitted(context, allowance);
        if (typeName === mutation) return resolve(parent, args, { ...context, allowance }, info);
        const refused = isOwned(parent) ? outOfScope(caller, allowance.within, parent) : undefined;
        if (refused) throw new RefusalError(refused);
        return resolve(parent, args, { ...context, allowance }, info);
      };
      return field;
    },
  });
}

function permitted(context: ReadingContext, allowance: Allowance): Caller {
  const { caller } = context;
  if (!caller) throw new RefusalError(refuse('token.missing'));
  if (!allowance.roles.includes(caller.role)) {
    throw new RefusalError(refuse('role.not-allowed', undefined, { role: roleNames[caller.role] }));
  }
  return caller;
}

/** Objects with a province or partner of their own are compared; root fields (no parent) compare in their resolver. */
function isOwned(parent: unknown): parent is Belonging {
  return typeof parent === 'object' && parent !== null && ('province' in parent || 'partnerId' in parent);
}

function allowanceOf(
  schema: GraphQLSchema,
  field: Parameters<typeof getDirective>[1],
): Allowance | undefined {
  const args = getDirective(schema, field, 'allow')?.[0];
  if (!args) return undefined;
  const named: string[] = Array.isArray(args.roles) ? args.roles.map((r) => String(r).toLowerCase()) : [];
  const within = args.within;
  return {
    roles: named.filter(isRole),
    within: within === 'PROVINCE' || within === 'PARTNER' ? within : 'NONE',
  };
}
