import { readOptions } from '../src/launcher/options.ts';

describe('what the environment says', () => {
  test('nothing said: ports 4000 and 9092 on this machine only, servers and issuer of our own', () => {
    expect(readOptions({}, [])).toEqual({
      host: '127.0.0.1',
      port: 4000,
      kafkaPort: 9092,
      databaseUrl: undefined,
      brokers: undefined,
      identity: undefined,
      dev: false,
    });
  });

  test('brokers are a list of host:port', () => {
    expect(readOptions({ KAFKA_BROKERS: 'a:9092, b:9093' }, []).brokers).toBe('a:9092,b:9093');
    expect(() => readOptions({ KAFKA_BROKERS: 'a' }, [])).toThrow('"a" is not of the form host:port');
  });

  test('a database address must be one', () => {
    expect(() => readOptions({ DATABASE_URL: 'localhost' }, [])).toThrow('DATABASE_URL is not an address');
    expect(() => readOptions({ DATABASE_URL: 'mysql://localhost/a' }, [])).toThrow(
      'DATABASE_URL is not an address',
    );
  });

  test('an issuer without its keys is refused, and so are keys without their issuer', () => {
    expect(() => readOptions({ OIDC_ISSUER: 'https://login.example' }, [])).toThrow('Set both');
    expect(() => readOptions({ OIDC_JWKS_URL: 'https://login.example/keys' }, [])).toThrow('Set both');
  });

  test('an unknown argument is refused', () => {
    expect(() => readOptions({}, ['--port'])).toThrow('There is no option --port');
  });
});
