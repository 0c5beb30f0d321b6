import { expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inheritable, knownNames } from './config.js';
import { repositoryRoot } from './repository.js';

const folders = readdirSync(repositoryRoot).filter((name) => existsSync(join(repositoryRoot, name, 'src')));

/** Names in a text, by a pattern whose group is the name. */
const namesIn = (file: string, pattern: RegExp): string[] =>
  existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, name = '']) => name) : [];

it('knows every name that a service reads', () => {
  const platform = ['config/service-config', 'failpoints/failpoint-config', 'metrics/metrics-config'];
  const files = [
    ...folders.filter((name) => name !== 'launcher').map((name) => join(name, 'src', 'config.ts')),
    ...platform.map((name) => join('platform', 'src', `${name}.ts`)),
  ];
  const read = files.flatMap((file) =>
    namesIn(join(repositoryRoot, file), /\b([A-Z][A-Z_]{3,}): (?:Joi|\w+\()/g),
  );
  expect(read).toEqual(expect.arrayContaining(['DATABASE_URL', 'METRICS_PORT', 'BODY_LIMIT', 'AUDIT_DAYS']));
  // The compose files set it, to find a mistake; nobody else does.
  const unknown = read.filter(
    (name) => name !== 'STRIPE_SECRET_OF_DOTENV' && !(knownNames as readonly string[]).includes(name),
  );
  expect(unknown).toEqual([]);
});

it('knows every name in an .env.template', () => {
  const read = ['.', ...folders].flatMap((folder) =>
    namesIn(join(repositoryRoot, folder, '.env.template'), /^#? ?([A-Z][A-Z_]+)=/gm),
  );
  expect(read.length).toBeGreaterThan(50);
  expect(read.filter((name) => !(knownNames as readonly string[]).includes(name))).toEqual([]);
});

it('lets services inherit settings, and no address, key or port of another', () => {
  const own = { PORT: '1', METRICS_PORT: '9464', DATABASE_URL: 'x', SERVICE_KEY: 'x', STRIPE_SECRET: 'x' };
  expect(inheritable({ ...own, LOG_LEVEL: 'debug', SESSION_MINUTES: '31' })).toEqual({
    LOG_LEVEL: 'debug',
    SESSION_MINUTES: '31',
  });
});
