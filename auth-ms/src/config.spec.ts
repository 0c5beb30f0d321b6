import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PORT: '0',
  NATS_SERVERS: 'nats://user:pw@127.0.0.1:4222',
  DATABASE_URL: 'postgres://auth_ms:Vb3kq9w8Zr2n@127.0.0.1/auth',
  SERVICE_KEY: randomBytes(32).toString('base64'),
  AUTH_KEY_SECRET: randomBytes(32).toString('base64'),
  ...more,
});
const placeholder = Buffer.from('change-me-change-me-change-me-change-me').toString('base64');

describe('the configuration', () => {
  it('needs only its connections and secrets', () => {
    const config = readConfig(env());
    expect(config).toMatchObject({ ACCESS_TOKEN_MINUTES: 10, REFRESH_TOKEN_DAYS: 30, KEY_ROTATION_DAYS: 30 });
    expect(config.HASHES_AT_ONCE).toBeGreaterThanOrEqual(1);
    expect(readConfig(env({ NODE_ENV: 'production' })).NODE_ENV).toBe('production');
  });

  it.each(['', 'short', 'not base64 at all, not base64 at all', randomBytes(31).toString('base64')])(
    'refuses %j as secret',
    (AUTH_KEY_SECRET) => {
      expect(() => readConfig(env({ AUTH_KEY_SECRET }))).toThrow(/AUTH_KEY_SECRET/);
    },
  );

  it.each([placeholder, Buffer.alloc(32).toString('base64'), Buffer.alloc(64, 'ab').toString('base64')])(
    'refuses the placeholder %s in production, with the reason and without the value',
    (AUTH_KEY_SECRET) => {
      expect(() => readConfig(env({ AUTH_KEY_SECRET, NODE_ENV: 'production' }))).toThrow(
        /AUTH_KEY_SECRET: is a placeholder/,
      );
      expect(() => readConfig(env({ AUTH_KEY_SECRET, NODE_ENV: 'development' }))).not.toThrow();
    },
  );

  it('refuses lifetimes outside their limits', () => {
    expect(() => readConfig(env({ ACCESS_TOKEN_MINUTES: '1440', KEY_ROTATION_DAYS: '0' }))).toThrow(
      /ACCESS_TOKEN_MINUTES[\s\S]*KEY_ROTATION_DAYS/,
    );
  });
});
