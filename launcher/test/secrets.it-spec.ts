import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyNames, loadSecrets } from '../src/secrets.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire secrets '));
  file = join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('generates every secret once, in a file that only the owner can read', () => {
  const generated = loadSecrets(file, ['alpha_role']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadSecrets(file, ['alpha_role'])).toEqual(generated);
  const keys = keyNames.map((name) => generated.keys[name]);
  expect(new Set(keys).size).toBe(keyNames.length);
  for (const key of keys) expect(Buffer.from(key, 'base64')).toHaveLength(32);
});

it('adds missing secrets to an existing file', () => {
  const existing = {
    postgres: 'p',
    nats: 'n',
    databases: { alpha_role: 's' },
    stripe: { secret: 'sk', endpointSecret: 'wh' },
  };
  writeFileSync(file, JSON.stringify(existing));
  const completed = loadSecrets(file, ['alpha_role', 'beta_role']);
  expect(completed).toMatchObject(existing);
  expect(Object.keys(completed.keys).sort()).toEqual([...keyNames].sort());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(completed);
  writeFileSync(file, JSON.stringify({ ...completed, keys: { SERVICE_KEY: 'kept' } }));
  expect(loadSecrets(file, []).keys).toMatchObject({
    SERVICE_KEY: 'kept',
    AUTH_KEY_SECRET: expect.any(String),
  });
});
