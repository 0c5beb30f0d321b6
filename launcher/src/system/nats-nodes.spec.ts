import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets } from '../secrets.js';
import { natsAccountNames, natsAccounts } from './nats-accounts.js';
import { restartHelps } from './nats-nodes.js';

describe('the accounts of NATS', () => {
  it('have the passwords that the permissions use, and no other, which nats-server would refuse', () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-accounts-'));
    try {
      const secrets = loadSecrets(join(folder, 'secrets.json'), [], [...natsAccountNames(), 'later-ms']);
      const accounts = natsAccounts(secrets);
      expect(accounts).toContain(`ORDERS_MS_PASSWORD: "${secrets.natsAccounts['orders-ms']}"`);
      expect(accounts).not.toContain('LATER_MS');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a restart of NATS', () => {
  const disk = { bavail: 1_000_000, bsize: 4_096, files: 1_000_000, ffree: 500_000 };
  const writeError = `HTTP 503 {"error":"JetStream stream 'A > B' write error: disk quota exceeded"}`;

  it.each([
    ['a write error', disk],
    ['a write error on a file system without a limit of files', { ...disk, files: 0, ffree: 0 }],
  ])('helps after %s', (_, room) => {
    expect(restartHelps(writeError, room)).toBe(true);
  });

  it.each([
    ['a write error, without space', writeError, { ...disk, bavail: 10 }],
    ['a write error, without inodes', writeError, { ...disk, ffree: 10 }],
    ['a stream that could not be recovered', 'HTTP 503 {"error":"could not be recovered"}', disk],
    ['no answer', 'ECONNREFUSED', disk],
    ['no problem', undefined, disk],
  ])('does not help after %s', (_, problem, room) => {
    expect(restartHelps(problem, room)).toBe(false);
  });
});
