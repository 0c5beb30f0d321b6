import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const required = {
  PORT: '3000',
  NATS_SERVERS: 'nats://user:pw@127.0.0.1:4222',
  SERVICE_KEY: randomBytes(32).toString('base64'),
};

describe('the configuration of the gateway', () => {
  it('requires only a port, NATS and the service key', () => {
    expect(readConfig(required)).toMatchObject({
      PORT: 3000,
      REQUEST_TIMEOUT_MS: 15_000,
      BODY_LIMIT: 262_144,
      CORS_ORIGINS: [],
      RECEIVE_TIMEOUT_MS: 30_000,
      TRUST_PROXY: false,
      RATE_LIMIT_IP: 600,
      RATE_LIMIT_ACCOUNT: 600,
      RATE_LIMIT_SIGN_IN: 30,
      RATE_LIMIT_WINDOW_SECONDS: 60,
    });
  });

  it('accepts 0 for unlimited, and only finite windows', () => {
    const configWith = (changes: object) => readConfig({ ...required, ...changes });
    expect(configWith({ RATE_LIMIT_IP: '0' }).RATE_LIMIT_IP).toBe(0);
    expect(() => configWith({ RATE_LIMIT_SIGN_IN: '-1' })).toThrow(/RATE_LIMIT_SIGN_IN/);
    for (const seconds of ['0', '3601'])
      expect(() => configWith({ RATE_LIMIT_WINDOW_SECONDS: seconds })).toThrow(/RATE_LIMIT_WINDOW_SECONDS/);
  });

  it('names all invalid variables at once, without their values', () => {
    const wrong = {
      ...required,
      CORS_ORIGINS: 'https://a.example/path',
      TRUST_PROXY: 'maybe',
      BODY_LIMIT: '1',
    };
    expect(() => readConfig(wrong)).toThrow(/BODY_LIMIT[\s\S]*CORS_ORIGINS[\s\S]*TRUST_PROXY/);
    expect(() => readConfig(wrong)).not.toThrow(/a\.example/);
  });

  it('accepts lists of origins and of trusted proxies', () => {
    const config = readConfig({
      ...required,
      CORS_ORIGINS: 'https://a.example, http://localhost:5173',
      TRUST_PROXY: 'loopback, 10.0.0.0/8, ::1',
    });
    expect(config.CORS_ORIGINS).toEqual(['https://a.example', 'http://localhost:5173']);
    expect(config.TRUST_PROXY).toBe('loopback, 10.0.0.0/8, ::1');
    expect(readConfig({ ...required, TRUST_PROXY: 'true' }).TRUST_PROXY).toBe(true);
  });

  it.each(['true', '0.0.0.0/0', 'loopback, ::/0'])(
    'rejects TRUST_PROXY=%s in production, with the reason',
    (TRUST_PROXY) => {
      const production = { ...required, NODE_ENV: 'production', TRUST_PROXY };
      expect(() => readConfig(production)).toThrow(
        /TRUST_PROXY: .*bypass every rate limit.*list the addresses/,
      );
      expect(readConfig({ ...production, TRUST_PROXY: 'loopback, 10.0.0.0/8' }).TRUST_PROXY).toBeTruthy();
    },
  );

  it.each(['0', '1', '10.0.0.1/x', 'proxy.example'])('rejects TRUST_PROXY=%s', (TRUST_PROXY) => {
    expect(() => readConfig({ ...required, TRUST_PROXY })).toThrow(/TRUST_PROXY/);
  });
});
