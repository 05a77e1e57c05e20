import { describe, expect, it } from '@jest/globals';
import { Config, ConfigError, isPlainOnNetwork } from './config.js';

describe('the configuration', () => {
  it('by default listens only on this machine and uses the embedded store', () => {
    expect(new Config({})).toEqual({
      dataDir: './data',
      metricsToken: null,
      drainSeconds: 0,
      mongodbUri: null,
      keyFile: null,
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      graceDays: 3,
      schedule: true,
      publicUrl: null,
      allowedOrigins: [],
      tls: null,
      proxyHops: 0,
      callsPerMinute: 6000,
    });
  });

  it('treats an empty variable as not set', () => {
    expect(new Config({ PORT: '', MONGODB_URI: '', TALLY_SCHEDULE: '' })).toMatchObject({
      port: 3000,
      mongodbUri: null,
      schedule: true,
    });
  });

  it('names each invalid variable, but not its value', () => {
    const wrong = {
      PORT: '70000',
      TALLY_SCHEDULE: 'maybe',
      MONGODB_URI: 'http://user:secret@host',
      LOG_LEVEL: 'loud',
      TALLY_PUBLIC_URL: 'https://tally.example/path',
      TALLY_PROXY_HOPS: 'many',
      TALLY_ALLOWED_ORIGINS: 'https://app.example.org/page',
    };
    let message = '';
    try {
      new Config(wrong);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      message = (error as Error).message;
    }
    for (const name of Object.keys(wrong)) expect(message).toContain(`${name}: `);
    for (const value of Object.values(wrong)) expect(message).not.toContain(value);
  });

  it.each([
    ['PORT', 'abc', 'must be a whole number from 0 to 65535'],
    ['PORT', '70000.5', 'must be a whole number from 0 to 65535'],
    ['TALLY_PROXY_HOPS', '11', 'must be a whole number from 0 to 10'],
    ['TALLY_GRACE_DAYS', '-1', 'must be a whole number from 0 to 365'],
    ['TALLY_CALLS_PER_MINUTE', '1000001', 'must be a whole number from 0 to 1000000'],
    ['TALLY_DRAIN_SECONDS', '1.5', 'must be a whole number from 0 to 300'],
    ['TALLY_SCHEDULE', 'yes', 'must be on or off'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['MONGODB_URI', 'localhost', 'must start with mongodb:// or mongodb+srv://'],
    ['TALLY_PUBLIC_URL', 'tally', 'must be an address such as https://tally.example.org'],
    ['TALLY_PUBLIC_URL', 'https://tally.example.org/path', 'must not have a path'],
    ['TALLY_ALLOWED_ORIGINS', 'app.example.org', 'must list origins such as https://app.example.org'],
    ['TALLY_METRICS_TOKEN', 'short', 'must have at least 16 characters'],
    ['TALLY_TLS_CERT_FILE', 'cert.pem', 'must be set together with TALLY_TLS_CERT_FILE'],
    ['TALLY_TLS_KEY_FILE', 'key.pem', 'must be set together with TALLY_TLS_KEY_FILE'],
  ])('says what is wrong with %s=%s', (name, value, message) => {
    const atFault = { TALLY_TLS_CERT_FILE: 'TALLY_TLS_KEY_FILE', TALLY_TLS_KEY_FILE: 'TALLY_TLS_CERT_FILE' };
    const variable = (atFault as Record<string, string>)[name] ?? name;
    expect(() => new Config({ [name]: value })).toThrow(new ConfigError([{ path: [variable], message }]));
  });

  it('requires a certificate and its key together', () => {
    const both = { TALLY_TLS_CERT_FILE: 'cert.pem', TALLY_TLS_KEY_FILE: 'key.pem' };
    expect(new Config(both).tls).toEqual({ certFile: 'cert.pem', keyFile: 'key.pem' });
    expect(() => new Config({ TALLY_TLS_CERT_FILE: 'cert.pem' })).toThrow(/^TALLY_TLS_KEY_FILE: /);
  });

  it('reads origins separated by commas or spaces', () => {
    const { allowedOrigins } = new Config({
      TALLY_ALLOWED_ORIGINS: 'https://a.example.org, http://localhost:5173',
    });
    expect(allowedOrigins).toEqual(['https://a.example.org', 'http://localhost:5173']);
  });

  it.each([
    [{}, false],
    [{ HOST: 'localhost' }, false],
    [{ HOST: '::1' }, false],
    [{ HOST: '0.0.0.0' }, true],
    [{ HOST: '::' }, true],
    [{ HOST: '127.0.0.1.example.org' }, true],
    [{ HOST: '10.0.0.5', TALLY_PUBLIC_URL: 'http://tally.example.org' }, true],
    [{ HOST: '10.0.0.5', TALLY_PUBLIC_URL: 'https://tally.example.org' }, false],
    [{ HOST: '0.0.0.0', TALLY_TLS_CERT_FILE: 'c', TALLY_TLS_KEY_FILE: 'k' }, false],
  ])('knows whether the settings allow unencrypted traffic on a network: %j', (environment, isPlain) => {
    expect(isPlainOnNetwork(new Config(environment))).toBe(isPlain);
  });
});
