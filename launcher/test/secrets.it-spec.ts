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

it('makes every secret once, and keeps it where only its owner can read', () => {
  const made = loadSecrets(file, ['shelf_role']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadSecrets(file, ['shelf_role'])).toEqual(made);
  const keys = keyNames.map((name) => made.keys[name]);
  expect(new Set(keys).size).toBe(3);
  for (const key of keys) expect(Buffer.from(key, 'base64')).toHaveLength(32);
});

it('adds what an earlier version did not know to what it kept', () => {
  const earlier = {
    postgres: 'p',
    nats: 'n',
    databases: { shelf_role: 's' },
    stripe: { secret: 'sk', endpointSecret: 'wh' },
  };
  writeFileSync(file, JSON.stringify(earlier));
  const now = loadSecrets(file, ['shelf_role', 'till_role']);
  expect(now).toMatchObject(earlier);
  expect(Object.keys(now.keys).sort()).toEqual([...keyNames].sort());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(now);
  writeFileSync(file, JSON.stringify({ ...now, keys: { SERVICE_KEY: 'kept' } }));
  expect(loadSecrets(file, []).keys).toMatchObject({
    SERVICE_KEY: 'kept',
    AUTH_KEY_SECRET: expect.any(String),
  });
});
