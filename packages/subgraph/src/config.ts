import { bool, cleanEnv, EnvError, makeValidator, num, str, url, type ValidatorSpec } from 'envalid';
import { longestWaitMs } from './http/limits.ts';

export { bool, num, str, url };

/** Milliseconds, as many as doors let who asks wait for one thing. What is told of others is the variable's description. */
const waitFrom = (least: number) =>
  makeValidator<number>((text) => {
    const ms = /^\d+$/.test(text) ? Number(text) : -1;
    if (ms < least || ms > longestWaitMs) throw new EnvError('no such time');
    return ms;
  });

/** How long to wait for what may come. */
export const waitMs = waitFrom(0);

/** How long an answer may take that has to be waited for. */
export const answerMs = waitFrom(1);

/** A secret of 256 bits, in base64. */
export const key256 = makeValidator<Buffer>((text) => {
  const key = Buffer.from(text, 'base64');
  // The message must not repeat the value.
  if (key.length !== 32) throw new EnvError('32 bytes in base64 are needed');
  return key;
});

/** The settings of identity, the same for subgraphs and the gateway. */
export const identityVariables = {
  OIDC_ISSUER: str({ desc: 'The `iss` of the access tokens that are accepted.' }),
  OIDC_JWKS_URL: url({ desc: "Where the issuer's public keys (JWKS) are read." }),
  OIDC_AUDIENCE: str({ default: 'awrach', desc: 'The `aud` that access tokens must carry.' }),
};

/** The settings of every process. */
export const processVariables = {
  LOG_LEVEL: str({
    choices: ['trace', 'debug', 'info', 'warn', 'error'],
    default: 'info',
    desc: 'Least level of the lines logged.',
  }),
  PARENT_PIPE_FD: num({
    default: -1,
    desc: 'File descriptor of a pipe from the launcher; the process stops when it closes. -1: none.',
  }),
};

/** The settings of every subgraph. */
export const subgraphVariables = {
  ...processVariables,
  ...identityVariables,
  SERVICE_HOST: str({ default: '127.0.0.1', desc: 'Address to listen on.' }),
  PORT: num({ default: 0, desc: 'Port to listen on; 0 takes a free one and says which.' }),
  DATABASE_URL: url({
    desc: "The service's own PostgreSQL database, with its own role; a direct connection.",
  }),
  KAFKA_BROKERS: str({ desc: 'Kafka brokers, `host:port`, comma separated.' }),
  KAFKA_REPLICATION: num({ default: 1, desc: 'Replication factor of topics that are made.' }),
  KAFKA_MIN_INSYNC: num({ default: 1, desc: '`min.insync.replicas` of topics that are made.' }),
  RECEIPT_TIMEOUT_MS: waitMs({
    default: 5_000,
    desc: `How long a request waits for the writes it includes, in milliseconds: 0 to ${longestWaitMs}.`,
  }),
};

/**
 * Reads the environment. Ends the process with one line for each variable that is missing or wrong.
 * @param variables envalid's validators by name; their `desc` is the documentation
 */
export function readConfig<Variables extends Record<string, ValidatorSpec<unknown>>>(variables: Variables) {
  return cleanEnv(process.env, variables, {
    reporter: ({ errors }) => {
      const wrong = Object.entries<Error | undefined>(errors);
      if (wrong.length === 0) return;
      for (const [name, error] of wrong) {
        const what = process.env[name] === undefined ? 'is missing' : 'is wrong';
        process.stderr.write(
          `Configuration: ${name} ${what}. ${variables[name]?.desc ?? error?.message ?? ''}\n`,
        );
      }
      process.exit(78);
    },
  });
}
