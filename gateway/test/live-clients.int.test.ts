import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { cacheExchange, fetchExchange, subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { print } from 'graphql';
import { createClient } from 'graphql-sse';
import {
  type ConcreteRequest,
  Environment,
  fetchQuery,
  Network,
  type NormalizationSelection,
  type ReaderSelection,
  RecordSource,
  Observable as RelayObservable,
  Store,
} from 'relay-runtime';
import { Observable } from 'rxjs';
import { until } from '../../test/testkit/until.ts';
import { startWorld, type World } from './world/world.ts';

const query = 'query Nation { programme { totals { version } } }';
type Nation = { programme: { totals: { version: string } } };

/*
 * The client libraries that people use, each with the link to graphql-sse that its own documentation or graphql-sse's
 * recipes describe.
 */
describe('a query is watched by', () => {
  let world: World;
  let end: () => void = () => {};
  const seen: (string | undefined)[] = [];
  beforeEach(async () => {
    world = await startWorld();
    seen.length = 0;
  });
  afterEach(async () => {
    end();
    await world.stop();
  });

  const stream = () => createClient({ url: `${world.address}/graphql`, retry: () => sleep(10) });
  async function showsEachChange(): Promise<void> {
    for (const version of ['1.7', '1.8', '1.9']) {
      world.figures.version = version;
      await until(
        `${version} is shown`,
        async () => seen,
        (all) => all.includes(version),
      );
    }
    expect(seen.filter((version) => version !== undefined)).toEqual(['1.7', '1.8', '1.9']);
  }

  test('Apollo Client, watchQuery', async () => {
    const sse = stream();
    const link = new ApolloLink(
      ({ extensions, operationName = 'Nation', query: document, variables }) =>
        new Observable((sink) =>
          sse.subscribe(
            { extensions, operationName, query: print(document), variables },
            {
              next: (result) => sink.next(result as ApolloLink.Result) /* both are GraphQL results */,
              error: (error) => sink.error(error),
              complete: () => sink.complete(),
            },
          ),
        ),
    );
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const watching = client
      .watchQuery<Nation>({ query: gql(query), fetchPolicy: 'network-only' })
      .subscribe(({ data }) => seen.push(data?.programme?.totals?.version));
    end = () => {
      watching.unsubscribe();
      client.stop();
    };
    await showsEachChange();
  });

  test('urql', async () => {
    const sse = stream();
    const client = new UrqlClient({
      url: `${world.address}/graphql`,
      preferGetMethod: false,
      exchanges: [
        cacheExchange,
        subscriptionExchange({
          enableAllOperations: true,
          forwardSubscription: ({ query: text, variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: sse.subscribe<Record<string, unknown>, Record<string, unknown>>(
                { query: text ?? '', variables: variables ?? {} },
                {
                  next: (result) => sink.next(result as never) /* a result, by another library's type */,
                  error: sink.error,
                  complete: sink.complete,
                },
              ),
            }),
          }),
        }),
      ],
    });
    const watching = client
      .query<Nation>(query, {})
      .subscribe(({ data }) => seen.push(data?.programme.totals.version));
    end = watching.unsubscribe;
    await showsEachChange();
  });

  test('urql as it comes gets one answer in JSON, although it names streams among what it takes', async () => {
    const client = new UrqlClient({
      url: `${world.address}/graphql`,
      preferGetMethod: false,
      exchanges: [fetchExchange],
    });
    const { data, error } = await client.query<Nation>(query, {}).toPromise();
    expect([data?.programme.totals.version, error]).toEqual(['1.7', undefined]);
  });

  test('Relay, fetchQuery', async () => {
    const sse = stream();
    const environment = new Environment({
      store: new Store(new RecordSource()),
      network: Network.create(({ name, text }, variables) =>
        RelayObservable.create((sink) =>
          sse.subscribe(
            { operationName: name, query: text ?? '', variables },
            {
              next: (result) => sink.next(result as never) /* a result, by another library's type */,
              error: sink.error,
              complete: sink.complete,
            },
          ),
        ),
      ),
    });
    const watching = fetchQuery<{ variables: object; response: Nation }>(environment, nation, {}).subscribe({
      next: ({ programme }) => seen.push(programme.totals.version),
    });
    end = () => watching.unsubscribe();
    await showsEachChange();
  });
});

/** What Relay's compiler makes of the query. */
const nation: ConcreteRequest = (() => {
  const at = { alias: null, args: null, storageKey: null };
  const selections: readonly (ReaderSelection & NormalizationSelection)[] = [
    {
      ...at,
      kind: 'LinkedField',
      name: 'programme',
      concreteType: 'Programme',
      plural: false,
      selections: [
        {
          ...at,
          kind: 'LinkedField',
          name: 'totals',
          concreteType: 'Totals',
          plural: false,
          selections: [{ ...at, kind: 'ScalarField', name: 'version' }],
        },
      ],
    },
  ];
  return {
    kind: 'Request',
    fragment: {
      kind: 'Fragment',
      name: 'Nation',
      type: 'Query',
      metadata: null,
      argumentDefinitions: [],
      selections,
      abstractKey: null,
    },
    operation: { kind: 'Operation', name: 'Nation', argumentDefinitions: [], selections },
    params: {
      cacheID: 'nation',
      id: null,
      metadata: {},
      name: 'Nation',
      operationKind: 'query',
      text: query,
    },
  };
})();
