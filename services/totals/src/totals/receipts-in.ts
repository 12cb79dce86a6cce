import type { Wanted } from '@awrach/messaging';
import { readReceipt } from '@awrach/subgraph';
import { type GraphQLResolveInfo, Kind, valueFromASTUntyped, visit } from 'graphql';

/**
 * The writes named by all `totals(including:)` of an operation. They hold for the whole of it: two fields of one answer
 * never show different versions.
 */
export function receiptsIn({ operation, fragments, variableValues }: GraphQLResolveInfo): Wanted[] {
  const receipts: string[] = [];
  for (const part of [operation, ...Object.values(fragments)]) {
    visit(part, {
      Field(field) {
        if (field.name.value !== 'totals') return;
        const including = field.arguments?.find(({ name }) => name.value === 'including')?.value;
        if (!including || including.kind === Kind.NULL) return;
        const given = [valueFromASTUntyped(including, variableValues)].flat();
        // Validation has checked the type already; a nullable variable may still be absent.
        receipts.push(...given.filter((receipt) => typeof receipt === 'string'));
      },
    });
  }
  return receipts.flatMap((receipt) => readReceipt(receipt, 'including'));
}
