import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Joi from 'joi';
import { ConfigError, loadConfig } from './load-config.js';
import { type SecretKeys, secretKeys } from './secret-key.js';

const schema = Joi.object<{ DATABASE_URL: string; SERVICE_KEY: SecretKeys }>({
  DATABASE_URL: Joi.string().required(),
  SERVICE_KEY: secretKeys(),
});
const SERVICE_KEY = randomBytes(32).toString('base64');
const DATABASE_URL = 'postgres://orders:hunter2@127.0.0.1/orders';

describe('a variable whose value is in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'orderwire-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (content: string): string => {
    const file = join(folder, randomBytes(4).toString('hex'));
    writeFileSync(file, content);
    return file;
  };
  const refusal = (env: NodeJS.ProcessEnv): string => {
    try {
      loadConfig(schema, env);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
    }
    throw new Error('expected a ConfigError');
  };

  it('is read from NAME_FILE, without the trailing line break', () => {
    const env = { DATABASE_URL, SERVICE_KEY_FILE: fileOf(`${SERVICE_KEY}\n`) };
    expect(loadConfig(schema, env)).toEqual({ DATABASE_URL, SERVICE_KEY: [SERVICE_KEY] });
  });

  it('is read from NAME when both are set', () => {
    const env = { DATABASE_URL, SERVICE_KEY, SERVICE_KEY_FILE: fileOf('other') };
    expect(loadConfig(schema, env)).toMatchObject({ SERVICE_KEY: [SERVICE_KEY] });
  });

  it('is read from NAME_FILE when NAME is blank', () => {
    const env = { DATABASE_URL: '', DATABASE_URL_FILE: fileOf(DATABASE_URL), SERVICE_KEY };
    expect(loadConfig(schema, env)).toMatchObject({ DATABASE_URL });
  });

  it.each([
    ['does not exist', () => join(folder, 'none'), /SERVICE_KEY_FILE: names .*none, which does not exist/],
    ['is empty', () => fileOf(' \n'), /SERVICE_KEY_FILE: names .*, which is empty/],
    ['is a folder', () => folder, /SERVICE_KEY_FILE: names .*, which is a folder/],
  ])('is reported once, by the name of its file variable, when the file %s', (_what, file, words) => {
    const message = refusal({ DATABASE_URL, SERVICE_KEY_FILE: file() });
    expect(message).toMatch(words);
    expect(message.split('\n')).toHaveLength(2);
  });

  it('is validated like the variable, and its content is not in the message', () => {
    const message = refusal({ DATABASE_URL, SERVICE_KEY_FILE: fileOf('hunter2') });
    expect(message).toContain('SERVICE_KEY: must be base64 of at least 32 random bytes');
    expect(message).not.toContain('hunter2');
  });

  it('is not read for names that are not configured', () => {
    expect(loadConfig(schema, { DATABASE_URL, SERVICE_KEY, SSL_CERT_FILE: '/none' })).toBeDefined();
  });

  it('is reported as missing when the most similar name is another known variable', () => {
    const ports = Joi.object({ PORT: Joi.number().required(), HOST: Joi.string() });
    expect(() => loadConfig(ports, { HOST: 'x', SORT_BY: 'x', TEMP: 'x' })).toThrow(/PORT: is missing$/);
  });

  it.each(['DATABSE_URL', 'DATABASE_URL_FLE', 'DATABASEURL'])(
    'that was misspelt as %s is recognised',
    (name) => {
      expect(refusal({ SERVICE_KEY, [name]: 'x' })).toContain(
        `DATABASE_URL: is missing; ${name} is set: is it misspelled?`,
      );
    },
  );
});
