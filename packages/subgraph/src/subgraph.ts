import { collectDefaultMetrics, Registry } from 'prom-client';
import { contextMaker } from './context-maker.ts';
import { answersWithinMs, openDatabase } from './database/database.ts';
import { forgetOldKeys } from './database/forget.ts';
import { subgraphSchema } from './graph/schema.ts';
import { tellRegisterHead } from './head/register-head.ts';
import { openDoor } from './http/door.ts';
import { serveGraphql } from './http/graphql.ts';
import { subgraphBodyLimit } from './http/limits.ts';
import { tokenVerifier } from './identity/tokens.ts';
import { openLog } from './log.ts';
import { openMessaging } from './messaging.ts';
import { stopInOrder } from './process/lifetime.ts';
import { formatter } from './refusal/format.ts';
import type { Subgraph } from './service.ts';

/** Opens a subgraph and keeps it open until the process is told to stop. */
export async function startSubgraph<Data>(subgraph: Subgraph<Data>): Promise<void> {
  const { config, name } = subgraph;
  const log = openLog(name, config.LOG_LEVEL);
  const onStop = stopInOrder(log, config.PARENT_PIPE_FD);
  const metrics = new Registry();
  metrics.setDefaultLabels({ service: name });
  collectDefaultMetrics({ register: metrics });
  const words = formatter(subgraph.refusals, (error) => log.error({ err: error }, 'a field failed'));
  const schema = subgraphSchema(subgraph.sdl, subgraph.resolvers);

  const database = await openDatabase({
    url: config.DATABASE_URL,
    applicationName: `awrach-${name}`,
    entities: subgraph.entities,
    migrations: subgraph.migrations,
    answersWithinMs,
  });
  onStop(() => database.destroy());
  let caughtUp = false;
  const missing = () => [
    ...(caughtUp ? [] : ['what other services told before']),
    ...(extension.missing?.() ?? []),
  ];
  const door = openDoor({ log, formatter: words, metrics, missing, bodyLimit: subgraphBodyLimit });
  if (subgraph.register) {
    onStop(tellRegisterHead(door, { databaseUrl: config.DATABASE_URL, name, log }).stop);
  }
  const extension = (await subgraph.extend?.({ database, door, log, metrics })) ?? {};
  onStop(() => extension.stop?.());
  const messaging = await openMessaging(subgraph, { database, log, metrics, moved: extension.moved });
  onStop(messaging.stop);
  const apollo = await serveGraphql(door, {
    schema,
    formatter: words,
    log,
    context: contextMaker({
      database,
      messaging,
      constraints: subgraph.constraints ?? {},
      verify: tokenVerifier({
        issuer: config.OIDC_ISSUER,
        jwksUrl: config.OIDC_JWKS_URL,
        audience: config.OIDC_AUDIENCE,
      }),
      extend: extension.context,
    }),
  });
  onStop(() => apollo.stop());
  onStop(forgetOldKeys(database, log).stop);
  await messaging.ready();
  caughtUp = true;
  onStop(() => door.close());
  const address = await door.listen({ host: config.SERVICE_HOST, port: config.PORT });
  log.info({ address }, 'ready');
}
