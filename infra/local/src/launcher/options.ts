import running from '../../preflight/running.cjs';

/** What the person who starts it may decide, by environment variables. */
export interface Options {
  /** Where the gateway listens; 127.0.0.1 unless told otherwise. */
  host: string;
  /** The gateway's; zero for any free one. */
  port: number;
  /** Kafka's; zero for any free one. */
  kafkaPort: number;
  /** A superuser of somebody else's PostgreSQL, which then takes the place of ours. */
  databaseUrl: string | undefined;
  /** Somebody else's Kafka, comma separated `host:port`, which then takes the place of ours. */
  brokers: string | undefined;
  /** Somebody else's issuer of tokens, which then takes the place of ours. */
  identity: Identity | undefined;
  /** Run the sources, and start again what has changed. */
  dev: boolean;
}

export interface Identity {
  issuer: string;
  jwksUrl: string;
  audience: string;
}

/** @throws on a value that cannot be meant; the message names the variable. */
export function readOptions(env: NodeJS.ProcessEnv, args: readonly string[]): Options {
  for (const arg of args) if (arg !== '--dev') throw new Error(`There is no option ${arg}.`);
  return {
    host: env.HOST || '127.0.0.1',
    port: running.parsePort('PORT', env.PORT, 4000),
    kafkaPort: running.parsePort('KAFKA_PORT', env.KAFKA_PORT, 9092),
    databaseUrl: readDatabaseUrl(env.DATABASE_URL),
    brokers: readBrokers(env.KAFKA_BROKERS),
    identity: readIdentity(env),
    dev: args.includes('--dev'),
  };
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return text;
  throw new Error('DATABASE_URL is not an address like postgres://user:password@host:5432/postgres.');
}

function readBrokers(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const brokers = text.split(',').map((broker) => broker.trim());
  for (const broker of brokers) {
    if (!/^.+:\d{1,5}$/.test(broker))
      throw new Error(`KAFKA_BROKERS: "${broker}" is not of the form host:port.`);
  }
  return brokers.join(',');
}

function readIdentity(env: NodeJS.ProcessEnv): Identity | undefined {
  const { OIDC_ISSUER: issuer, OIDC_JWKS_URL: jwksUrl, OIDC_AUDIENCE: audience = 'awrach' } = env;
  if (!issuer && !jwksUrl) return undefined;
  if (issuer && jwksUrl) return { issuer, jwksUrl, audience };
  throw new Error(
    'Set both OIDC_ISSUER and OIDC_JWKS_URL to take tokens of an issuer of your own, or neither.',
  );
}
