import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import Joi from 'joi';
import { ConfigError, loadConfig } from './load-config.js';
import { databaseKeys, serviceKeys } from './service-config.js';

const schema = Joi.object({ ...serviceKeys, ...databaseKeys });
const good = {
  PORT: '3001',
  NATS_SERVERS: 'nats://user:pw@127.0.0.1:4222, nats://b:4222',
  DATABASE_URL: 'postgres://orders:pw@127.0.0.1:5432/orders',
  SERVICE_KEY: randomBytes(32).toString('base64'),
};
const strong = `postgres://orders:${randomBytes(24).toString('hex')}@127.0.0.1:5432/orders`;
const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('expected a ConfigError');
};

describe('a service configuration', () => {
  it('parses numbers, lists and defaults from environment variables', () => {
    expect(loadConfig(schema, good)).toMatchObject({
      PORT: 3001,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      NATS_SERVERS: ['nats://user:pw@127.0.0.1:4222', 'nats://b:4222'],
      DATABASE_POOL: 8,
    });
  });

  it('reads the headers of a receiver of traces, percent-encoded or not', () => {
    const read = (OTEL_EXPORTER_OTLP_HEADERS: string) =>
      loadConfig(schema, { ...good, OTEL_EXPORTER_OTLP_HEADERS }) as object;
    expect(read('authorization=Basic a=b, x-scope = one%2Ctwo')).toMatchObject({
      OTEL_EXPORTER_OTLP_HEADERS: { authorization: 'Basic a=b', 'x-scope': 'one,two' },
    });
    for (const [headers, reason] of [
      ['authorization', 'must be like name=value,name=value'],
      ['a=100%', 'write %25'],
    ]) {
      const message = refusal({ ...good, OTEL_EXPORTER_OTLP_HEADERS: headers });
      expect(message).toContain('OTEL_EXPORTER_OTLP_HEADERS: ');
      expect(message).toContain(reason);
    }
  });

  it('names all missing and invalid variables', () => {
    const message = refusal({ PORT: 'high', NATS_SERVERS: 'http://x', LOG_LEVEL: 'loud' });
    for (const name of ['PORT', 'NATS_SERVERS', 'LOG_LEVEL', 'DATABASE_URL']) expect(message).toContain(name);
    expect(message).toContain('DATABASE_URL: is missing');
  });

  it('treats a blank variable as not set', () => {
    expect(refusal({ ...good, DATABASE_URL: '  ' })).toContain('DATABASE_URL: is missing');
  });

  it('refuses a name behind the byte order mark of an .env file', () => {
    expect(refusal({ ...good, '\uFEFFNODE_ENV': 'production' })).toMatch(
      /NODE_ENV: follows a byte order mark/,
    );
  });

  it('names the parameters of DATABASE_URL that would have no effect', () => {
    const DATABASE_URL = `${good.DATABASE_URL}?schema=shop&connection_limit=5`;
    expect(refusal({ ...good, DATABASE_URL })).toMatch(
      /DATABASE_URL: has unsupported parameters: schema: .*; connection_limit: .*DATABASE_POOL/,
    );
  });

  it('does not print an invalid value, which may be a secret', () => {
    expect(refusal({ ...good, DATABASE_URL: 'mysql://root:hunter2@db' })).not.toContain('hunter2');
    expect(refusal({ ...good, NATS_SERVERS: 'http://u:hunter2@x' })).not.toContain('hunter2');
  });

  it.each([
    ['too short', Buffer.alloc(31, 1).toString('base64')],
    ['not base64', 'not base64 but certainly long enough to be a key of 32 bytes!'],
  ])('refuses a secret that is %s in every environment', (_what, SERVICE_KEY) => {
    expect(refusal({ ...good, SERVICE_KEY })).toContain(
      'SERVICE_KEY: must be base64 of at least 32 random bytes',
    );
  });

  it.each([
    ['readable text', Buffer.from('change-me-change-me-change-me-change-me').toString('base64')],
    ['one byte over and over', Buffer.alloc(32, 200).toString('base64')],
    ['a word that says so', `changeme${randomBytes(32).toString('base64')}`],
  ])('refuses a secret that is %s in production', (_what, SERVICE_KEY) => {
    expect(loadConfig(schema, { ...good, SERVICE_KEY })).toMatchObject({ SERVICE_KEY: [SERVICE_KEY] });
    const env = { ...good, DATABASE_URL: strong, SERVICE_KEY, NODE_ENV: 'production' };
    expect(refusal(env)).toContain('SERVICE_KEY: is a placeholder');
  });

  it.each(['postgres', 'orders', 'password', 'change-me', ''])(
    'refuses the database password "%s" in production, and takes it elsewhere',
    (password) => {
      const DATABASE_URL = `postgres://orders:${password}@127.0.0.1:5432/orders`;
      expect(loadConfig(schema, { ...good, DATABASE_URL })).toMatchObject({ DATABASE_URL });
      expect(refusal({ ...good, DATABASE_URL, NODE_ENV: 'production' })).toContain(
        'DATABASE_URL: has no password',
      );
    },
  );

  it.each([
    'nats://orders-ms:change-me@nats:4222',
    'nats://orders-ms:changeme@nats:4222',
    'nats://orders-ms:password@nats:4222',
    'tls://orders-ms:placeholder@nats:4222',
    'nats://orders-ms:orders-ms@nats:4222',
    'nats://orders-ms@nats:4222',
    'nats://nats:4222',
    'nats://orders-ms:real-one@a:4222,nats://orders-ms:change-me@b:4222',
  ])('refuses %s in production and accepts it elsewhere', (NATS_SERVERS) => {
    expect(loadConfig(schema, { ...good, NATS_SERVERS })).toBeDefined();
    const message = refusal({ ...good, DATABASE_URL: strong, NATS_SERVERS, NODE_ENV: 'production' });
    expect(message).toContain('NATS_SERVERS: has no password');
    expect(message.split('\n')).toHaveLength(2);
  });

  it('accepts NATS over TLS without a password in production, since clients may have certificates', () => {
    const NATS_SERVERS = 'tls://a:4222,tls://b:4222';
    const env = { ...good, DATABASE_URL: strong, NATS_SERVERS, NODE_ENV: 'production' };
    expect(loadConfig(schema, env)).toMatchObject({ NATS_SERVERS: ['tls://a:4222', 'tls://b:4222'] });
  });

  it('starts in production with real secrets', () => {
    const env = { ...good, DATABASE_URL: strong, NODE_ENV: 'production' };
    expect(loadConfig(schema, env)).toMatchObject({ NODE_ENV: 'production' });
  });
});
