export type Language = 'ar' | 'fr' | 'en';

/** One error as the graph tells it. */
interface GraphRefusal {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly rule: string;
    readonly field?: string;
    readonly requestId?: string;
  };
}

export interface Answer<Data> {
  readonly status: number;
  readonly data?: Data | null;
  readonly errors?: readonly GraphRefusal[];
}

type Variables = Readonly<Record<string, unknown>>;

/** Somebody who asks the graph over HTTP. */
export interface Client {
  /** @throws Error naming the rule, when the answer holds any error */
  ask<Data>(document: string, variables?: Variables): Promise<Data>;
  /** The whole answer, errors included. */
  answer<Data>(document: string, variables?: Variables): Promise<Answer<Data>>;
  /** Calls one mutation with an input and selects from its payload. @throws as `ask` */
  mutate<Payload>(mutation: string, input: Variables, selection: string): Promise<Payload>;
  /** The same, with the errors. The type of the input is called after the mutation. */
  attempt<Payload>(
    mutation: string,
    input: Variables,
    selection?: string,
  ): Promise<Answer<Record<string, Payload>>>;
  /** The same person, asking in another language. */
  speaking(language: Language): Client;
}

/** A graph that takes longer than this has failed its tests anyway. */
const patience = 30_000;

/** @param token asked for with each request; none for somebody without one */
export function client(graphUrl: string, token?: () => Promise<string>, language: Language = 'en'): Client {
  async function answer<Data>(query: string, variables: Variables = {}): Promise<Answer<Data>> {
    const response = await fetch(graphUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': language,
        ...(token ? { authorization: `Bearer ${await token()}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(patience),
    });
    // The graph answers in this shape; tests compare what is in it.
    const body = (await response.json()) as Omit<Answer<Data>, 'status'>;
    return { ...body, status: response.status };
  }

  async function ask<Data>(document: string, variables?: Variables): Promise<Data> {
    const { data, errors, status } = await answer<Data>(document, variables);
    const [error] = errors ?? [];
    if (error) throw new Error(`${error.extensions.rule} at ${error.path?.join('.')}: ${error.message}`);
    if (!data) throw new Error(`the graph answered ${status} without data`);
    return data;
  }

  const calling = (mutation: string, selection: string) =>
    `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) { ${selection} } }`;

  return {
    ask,
    answer,
    async mutate<Payload>(mutation: string, input: Variables, selection: string): Promise<Payload> {
      const data = await ask<Record<string, Payload>>(calling(mutation, selection), { input });
      const payload = data[mutation];
      if (!payload) throw new Error(`${mutation} gave no payload`);
      return payload;
    },
    attempt: (mutation, input, selection = 'receipt') => answer(calling(mutation, selection), { input }),
    speaking: (other) => client(graphUrl, token, other),
  };
}

/** `openWorksite` takes an `OpenWorksiteInput`. */
function inputOf(mutation: string): string {
  return `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
}
