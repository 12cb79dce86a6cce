import type { Wanted } from '@awrach/messaging';
import { mostReceipts, RefusalError, readReceipt, refuseShared } from '@awrach/subgraph';
import { type GraphQLResolveInfo, Kind, valueFromASTUntyped, visit } from 'graphql';

/**
 * The writes named by all `totals(including:)` of an operation. They hold for the whole of it: two fields of one answer
 * never show different versions.
 * @throws RefusalError `receipt.malformed`, `receipt.too-many`
 */
export function receiptsIn({ operation, fragments, variableValues }: GraphQLResolveInfo): Wanted[] {
  const receipts = new Set<string>();
  for (const part of [operation, ...Object.values(fragments)]) {
    visit(part, {
      Field(field) {
        if (field.name.value !== 'totals') return;
        const including = field.arguments?.find(({ name }) => name.value === 'including')?.value;
        if (!including || including.kind === Kind.NULL) return;
        const given = [valueFromASTUntyped(including, variableValues)].flat();
        // Validation has checked the type already; a nullable variable may still be absent.
        for (const receipt of given) if (typeof receipt === 'string') receipts.add(receipt);
      },
    });
  }
  if (receipts.size > mostReceipts)
    throw new RefusalError(refuseShared('receipt.too-many', 'including', { limit: mostReceipts }));
  return [...receipts].flatMap((receipt) => readReceipt(receipt, 'including'));
}
