import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const needed = { PORT: '3000', NATS_SERVERS: 'nats://127.0.0.1:4222' };

describe('the configuration', () => {
  it('needs no more than a port and NATS', () => {
    expect(readConfig(needed)).toMatchObject({
      PORT: 3000,
      REQUEST_TIMEOUT_MS: 15_000,
      BODY_LIMIT: 262_144,
      CORS_ORIGINS: [],
      TRUST_PROXY: false,
    });
  });

  it('names every wrong variable at once, without its value', () => {
    const wrong = {
      ...needed,
      CORS_ORIGINS: 'https://a.example/path',
      TRUST_PROXY: 'maybe',
      BODY_LIMIT: '1',
    };
    expect(() => readConfig(wrong)).toThrow(/BODY_LIMIT[\s\S]*CORS_ORIGINS[\s\S]*TRUST_PROXY/);
    expect(() => readConfig(wrong)).not.toThrow(/a\.example/);
  });

  it('reads lists of origins and of trusted proxies', () => {
    const config = readConfig({
      ...needed,
      CORS_ORIGINS: 'https://a.example, http://localhost:5173',
      TRUST_PROXY: 'loopback, 10.0.0.0/8, ::1',
    });
    expect(config.CORS_ORIGINS).toEqual(['https://a.example', 'http://localhost:5173']);
    expect(config.TRUST_PROXY).toBe('loopback, 10.0.0.0/8, ::1');
    expect(readConfig({ ...needed, TRUST_PROXY: 'true' }).TRUST_PROXY).toBe(true);
  });
});
