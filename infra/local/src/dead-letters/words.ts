import type { DeadLetterState } from '@awrach/contracts';

/** Where one service stands with a message that it set aside. */
export function wordOf({ replay }: DeadLetterState): string {
  if (replay === undefined) return 'waits';
  return replay.outcome === 'APPLIED' ? 'applied since' : 'set aside again';
}

/**
 * What each reason means, in the words of the rule that the message broke. What is not here was found by the service that
 * set it aside, when it looked at what the message says.
 */
const rules: Readonly<Record<string, string>> = {
  'no-value': 'Every record has a value; nothing is ever deleted from a topic.',
  'not-utf8': 'A value is text in UTF-8.',
  'not-json': 'A value is JSON.',
  characters: 'A text holds no NUL and no half of a character: no database keeps them.',
  schema: "A value fits its thing's schema.",
  key: "A record's key is the id of its thing, in small letters.",
  partition: 'All records of a thing lie in the partition that its key gives.',
  headers: 'A record names its event and its type in the headers ce_id and ce_type.',
  value: 'A number, an id or a moment is one that the database of the service can hold.',
  type: 'A topic holds the events of one thing and no others.',
};

export const ruleOf = (reason: string): string =>
  rules[reason] ?? 'A rule of the service that read it: see what it says.';
