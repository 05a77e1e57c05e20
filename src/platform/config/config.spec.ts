import { describe, expect, it } from '@jest/globals';
import { Config, ConfigError, isPlainOnNetwork } from './config.js';

describe('the configuration', () => {
  it('starts on this machine alone, with the embedded store, when nothing is set', () => {
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

  it('takes an empty variable as one that is not set', () => {
    expect(new Config({ PORT: '', MONGODB_URI: '', TALLY_SCHEDULE: '' })).toMatchObject({
      port: 3000,
      mongodbUri: null,
      schedule: true,
    });
  });

  it('names each variable that is wrong, and not its value', () => {
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

  it('takes a certificate with its key, and neither alone', () => {
    const both = { TALLY_TLS_CERT_FILE: 'cert.pem', TALLY_TLS_KEY_FILE: 'key.pem' };
    expect(new Config(both).tls).toEqual({ certFile: 'cert.pem', keyFile: 'key.pem' });
    expect(() => new Config({ TALLY_TLS_CERT_FILE: 'cert.pem' })).toThrow(/^TALLY_TLS_KEY_FILE: /);
  });

  it('takes origins that are listed by commas or blanks', () => {
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
  ])('knows whether data may pass a network without TLS: %j', (environment, isPlain) => {
    expect(isPlainOnNetwork(new Config(environment))).toBe(isPlain);
  });
});
