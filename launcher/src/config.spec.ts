import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inheritable, readEnvironmentFile } from './config.js';

it('lets services inherit settings, but no address, key or port', () => {
  const own = { PORT: '1', METRICS_PORT: '9464', DATABASE_URL: 'x', SERVICE_KEY: 'x', STRIPE_SECRET: 'x' };
  expect(inheritable({ ...own, LOG_LEVEL: 'debug', SESSION_MINUTES: '31' })).toEqual({
    LOG_LEVEL: 'debug',
    SESSION_MINUTES: '31',
  });
});

describe('a .env file', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'orderwire-dotenv-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = (content: string | Buffer) => {
    writeFileSync(join(folder, '.env'), content);
    return readEnvironmentFile(join(folder, '.env'));
  };
  const production = { NODE_ENV: 'production', LOG_LEVEL: 'warn' };

  it.each([
    ['with a byte order mark', '\uFEFFNODE_ENV=production\nLOG_LEVEL=warn\n'],
    ['with the line ends of Windows', 'NODE_ENV=production\r\nLOG_LEVEL=warn\r\n'],
    ['with quotes and comments', 'NODE_ENV="production" # shop\nLOG_LEVEL=\'warn\'\n'],
    ['with export', 'export NODE_ENV=production\n  export LOG_LEVEL=warn\n'],
  ])('%s has all its variables', (_case, content) => {
    expect(read(content)).toEqual(production);
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFFNODE_ENV=production\n', 'utf16le'), /UTF-16 text: save it as UTF-8.*iconv/],
    ['UTF-16 without a mark', Buffer.from('NODE_ENV=production\n', 'utf16le'), /UTF-16/],
    ['Latin-1', Buffer.from('PASSWORD=h\u00f6ren\n', 'latin1'), /not UTF-8: save it/],
  ])('in %s is refused with the remedy', (_case, content, reason) => {
    expect(() => read(content)).toThrow(reason);
  });
});
