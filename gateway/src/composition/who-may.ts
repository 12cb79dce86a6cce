import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, visit } from 'graphql';

const inWords: Readonly<Record<string, string>> = {
  MINISTRY: 'the ministry',
  PROVINCE: 'a province',
  COUNCIL: "a province's council",
  PARTNER: 'a partner',
  SUPERVISOR: "a partner's supervisor",
  AUDITOR: 'auditors',
  ANALYST: 'analysts',
};

/** Roles whose callers speak for one province or one partner: where `within` is not NONE, they are held to it. */
const heldTo: Readonly<Record<string, string>> = {
  PROVINCE: 'own province',
  COUNCIL: 'own province',
  PARTNER: 'own partner',
  SUPERVISOR: 'own partner',
};

/** Appends to the description of each field with `@allow` who may use it: introspection does not show directives. */
export function sayWhoMay(document: DocumentNode): DocumentNode {
  return visit(document, {
    FieldDefinition(field): FieldDefinitionNode | undefined {
      const rule = allowOf(field);
      if (!rule) return undefined;
      const said = [field.description?.value, describeAllow(rule)].filter(Boolean).join('\n\n');
      return { ...field, description: { kind: Kind.STRING, value: said, block: true } };
    },
  });
}

/** `@allow(roles: [PROVINCE, MINISTRY], within: PROVINCE)` → "Who may: a province (own province), the ministry." */
function describeAllow(rule: ConstDirectiveNode): string {
  const { roles, within } = argumentsOf(rule);
  const words = roles.map((role) => {
    const held = within === 'NONE' ? undefined : heldTo[role];
    return `${inWords[role] ?? role}${held === undefined ? '' : ` (${held})`}`;
  });
  return `Who may: ${words.join(', ')}.`;
}

export const allowOf = (field: FieldDefinitionNode): ConstDirectiveNode | undefined =>
  field.directives?.find((directive) => directive.name.value === 'allow');

function argumentsOf(rule: ConstDirectiveNode): { roles: string[]; within: string } {
  const value = (name: string) => rule.arguments?.find((argument) => argument.name.value === name)?.value;
  const roles = value('roles');
  const within = value('within');
  const named = roles?.kind === Kind.LIST ? roles.values : roles ? [roles] : [];
  return {
    roles: named.map((role) => (role.kind === Kind.ENUM ? role.value : '?')),
    within: within?.kind === Kind.ENUM ? within.value : 'NONE',
  };
}
