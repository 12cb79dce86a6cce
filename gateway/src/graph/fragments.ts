import { type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql';

/** A document's fragments, by name; of several with one name, which is not valid, the last. */
export const fragmentsOf = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
