import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isNewEnough, locateNatsServer } from '../src/nats/nats-binary.js';
import { natsFromArchive } from '../src/nats/nats-archive.js';

const program = (version: string) => `#!/bin/sh\necho "nats-server: v${version}"\n`;
let folder: string;
const before = { PATH: process.env.PATH, NATS_SERVER_BIN: process.env.NATS_SERVER_BIN };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire nats '));
  process.env.NATS_SERVER_BIN = '';
});
afterEach(() => {
  process.env.PATH = before.PATH;
  process.env.NATS_SERVER_BIN = before.NATS_SERVER_BIN;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program that only prints its version into a folder on PATH. */
function onPath(version: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'nats-server'), program(version));
  chmodSync(join(bin, 'nats-server'), 0o755);
  process.env.PATH = bin;
  return join(bin, 'nats-server');
}

const cacheDir = () => join(folder, 'cache');
const none = [{ name: 'nowhere', obtain: () => Promise.reject(new Error('there is nothing there')) }];

describe('locateNatsServer', () => {
  // The machine may have a nats-server of its own in the usual folders.
  beforeEach(() => {
    process.env.PATH = join(folder, 'nowhere');
  });

  it('uses the server that NATS_SERVER_BIN names, and refuses it when it is too old', async () => {
    const file = onPath('2.12.7');
    process.env.PATH = join(folder, 'nowhere');
    process.env.NATS_SERVER_BIN = file;
    await expect(locateNatsServer({ cacheDir: cacheDir(), sources: none })).resolves.toBe(file);
    onPath('2.9.10');
    await expect(locateNatsServer({ sources: none })).rejects.toThrow(/is version 2.9.10; 2.12.7 or newer/);
  });

  it('uses the server on PATH when it is new enough', async () => {
    const file = onPath('2.13.0');
    await expect(locateNatsServer({ cacheDir: cacheDir(), sources: none })).resolves.toBe(file);
  });

  it('ignores a server on PATH that is too old, and names what to install when there is no other', async () => {
    onPath('2.9.10');
    const search = locateNatsServer({ cacheDir: cacheDir(), sources: none });
    await expect(search).rejects.toThrow(/nowhere: there is nothing there[^]*NATS_SERVER_BIN/);
  });

  it('keeps a downloaded server and does not download it again', async () => {
    let times = 0;
    const source = {
      name: 'a friend',
      obtain: async (target: string) => {
        times++;
        writeFileSync(target, program('2.15.1'));
        chmodSync(target, 0o755);
      },
    };
    const first = await locateNatsServer({ cacheDir: cacheDir(), sources: [...none, source] });
    const second = await locateNatsServer({ cacheDir: cacheDir(), sources: [...none, source] });
    expect([first, second, times]).toEqual([second, join(cacheDir(), 'nats-server'), 1]);
  });

  it.each([
    ['2.12.7', true],
    ['2.12.6', false],
    ['2.13.0', true],
    ['3.0.0', true],
    ['1.99.99', false],
  ])('judges version %s: %s', (version, enough) => expect(isNewEnough(version)).toBe(enough));
});

describe('natsFromArchive', () => {
  let server: Server;
  let baseUrl: string;
  let archive: Buffer;
  let checksum: string;
  let asked: string[];
  beforeEach(async () => {
    const name = 'nats-server-v2.15.1-linux-amd64';
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'nats-server'), program('2.15.1'));
    execFileSync('tar', ['-czf', join(folder, 'archive.tgz'), '-C', folder, name]);
    archive = readFileSync(join(folder, 'archive.tgz'));
    checksum = createHash('sha256').update(archive).digest('hex');
    asked = [];
    server = createServer((request, response) => {
      const file = basename(request.url ?? '');
      asked.push(file);
      if (file === 'SHA256SUMS') {
        const systems = ['linux-amd64.tar.gz', 'linux-arm64.tar.gz', 'darwin-arm64.zip', 'darwin-amd64.zip'];
        response.end(systems.map((system) => `${checksum}  nats-server-v2.15.1-${system}\n`).join(''));
      } else response.end(archive);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2.15.1`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const target = () => join(folder, 'nats-server');

  it('unpacks the program of an archive with the right checksum', async () => {
    await natsFromArchive({ baseUrl, answerMs: 60_000 }).obtain(target());
    expect(execFileSync(target(), ['--version'], { encoding: 'utf8' })).toContain('v2.15.1');
    expect(asked).toHaveLength(2);
  });

  it('refuses an archive with a wrong checksum, and leaves no files', async () => {
    checksum = checksum.replace(/./g, '0');
    await expect(natsFromArchive({ baseUrl, answerMs: 60_000 }).obtain(target())).rejects.toThrow(
      /its release says 0000/,
    );
    expect(existsSync(target())).toBe(false);
  });

  it('times out on a host that accepts connections but sends no response', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const attempt = natsFromArchive({ baseUrl: url, answerMs: 100 }).obtain(target());
    await expect(attempt).rejects.toThrow(/cannot be reached/);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
