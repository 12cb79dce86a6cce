/** Asks the graph as any client does: over HTTP, with a token. */
export interface GraphClient {
  /** @throws Error with the first error's message when the answer holds any */
  ask<Data>(token: string, document: string, variables: Record<string, unknown>): Promise<Data>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly rule?: string } }[];
}

/** @param graphUrl address of the gateway's graph, such as `http://127.0.0.1:4000/graphql` */
export function graphClient(graphUrl: string): GraphClient {
  return {
    async ask<Data>(token: string, query: string, variables: Record<string, unknown>): Promise<Data> {
      const response = await fetch(graphUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'accept-language': 'en',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } =
        (await response.json()) as Answer<Data>; /* the graph answers in this shape, errors included */
      const [error] = errors ?? [];
      if (error) throw new Error(`${error.message} (${error.extensions?.rule ?? 'no rule'})`);
      if (!data) throw new Error(`the graph answered ${response.status} without data`);
      return data;
    },
  };
}
