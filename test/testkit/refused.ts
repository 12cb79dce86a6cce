import type { Answer, Client, Language } from './client.ts';

/** What a refusal says to machines. */
export interface Rule {
  readonly code: string;
  readonly rule: string;
  /** Where in the input; none where the whole is refused. */
  readonly field?: string;
}

const languages: readonly Language[] = ['ar', 'fr', 'en'];
const arabic = /\p{Script=Arabic}/u;

/**
 * Asks three times, as an Arabic, a French and an English speaker, and expects the same refusal in each one's words,
 * with nothing in it that clients are not meant to see.
 */
export async function expectRefusal(
  client: Client,
  asking: (client: Client) => Promise<Answer<unknown>>,
  { code, rule, field }: Rule,
): Promise<void> {
  const messages: string[] = [];
  for (const language of languages) {
    const { data, errors = [] } = await asking(client.speaking(language));
    expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code, rule, ...(field === undefined ? {} : { field }), requestId: expect.any(String) },
    ]);
    messages.push(errors[0]?.message ?? '');
  }
  expect(messages.map((message) => arabic.test(message))).toEqual([true, false, false]);
  expect(new Set(messages).size).toBe(3);
}
