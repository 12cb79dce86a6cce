/** Texts that mean something to PostgreSQL where values stand in a text, or might. */
export const oddTexts: readonly string[] = [
  ...['', ' ', ' a ', '\t', '\n', '\v', '\r\n', 'NULL', 'null', 'Null', 'a,b', ',', '{', '}', '{}', '{a,b}'],
  ...[
    '"',
    '""',
    'a"b',
    '","',
    '"}',
    '\\',
    '\\\\',
    '\\"',
    '\\,',
    'a\\',
    '\\N',
    '\\x41',
    "'",
    "a'b",
    ';--',
    '$1',
  ],
  ...['[1:2]={a,b}', 'أوراش، خنيفرة', '🏗', '\u00a0', '\u0001', 'x'.repeat(70_000)],
];
