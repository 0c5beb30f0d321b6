import { describe, expect, it } from '@jest/globals';
import Joi from 'joi';
import { ConfigError, loadConfig } from './load-config.js';
import { databaseKeys, serviceKeys } from './service-config.js';

const schema = Joi.object({ ...serviceKeys, ...databaseKeys });
const good = {
  PORT: '3001',
  NATS_SERVERS: 'nats://user:pw@127.0.0.1:4222, nats://b:4222',
  DATABASE_URL: 'postgres://orders:pw@127.0.0.1:5432/orders',
};
const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('expected a ConfigError');
};

describe('a service configuration', () => {
  it('takes numbers, lists and defaults from plain environment variables', () => {
    expect(loadConfig(schema, good)).toMatchObject({
      PORT: 3001,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      NATS_SERVERS: ['nats://user:pw@127.0.0.1:4222', 'nats://b:4222'],
      DATABASE_POOL: 8,
    });
  });

  it('names every missing and wrong variable at once', () => {
    const message = refusal({ PORT: 'high', NATS_SERVERS: 'http://x', LOG_LEVEL: 'loud' });
    for (const name of ['PORT', 'NATS_SERVERS', 'LOG_LEVEL', 'DATABASE_URL']) expect(message).toContain(name);
    expect(message).toContain('DATABASE_URL: is missing');
  });

  it('treats a blank variable as one that is not set', () => {
    expect(refusal({ ...good, DATABASE_URL: '  ' })).toContain('DATABASE_URL: is missing');
  });

  it('does not repeat a wrong value, which may be a secret', () => {
    expect(refusal({ ...good, DATABASE_URL: 'mysql://root:hunter2@db' })).not.toContain('hunter2');
    expect(refusal({ ...good, NATS_SERVERS: 'http://u:hunter2@x' })).not.toContain('hunter2');
  });
});
