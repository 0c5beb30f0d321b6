import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDocker, checkDockerForCompose } from '../src/doctor/check-docker.js';
import { checkProxy } from '../src/doctor/check-system.js';
import { checkSubmodules } from '../src/doctor/check-submodules.js';
import { GitFixture } from './submodules/git-fixture.js';

describe('checkSubmodules', () => {
  let fixture: GitFixture;
  beforeAll(async () => {
    fixture = new GitFixture().createMonorepo();
    await fixture.split();
    fixture.clone();
    fixture.save();
  });
  beforeEach(() => void fixture.restore());
  afterAll(() => fixture.remove());

  const findings = (name = 'work') => checkSubmodules(fixture.path(name));

  it('reports nothing in the monorepo and no problem in a fresh clone', async () => {
    expect(await findings('mono')).toEqual([]);
    expect(await findings()).toEqual([expect.objectContaining({ level: 'fine' })]);
  });

  it('reports submodules that are not initialised', async () => {
    fixture.git('work', 'submodule', 'deinit', '--quiet', '--all', '--force');
    expect(await findings()).toEqual([
      {
        level: 'problem',
        text: 'submodules not initialised: orders-ms, platform',
        remedy: 'git submodule update --init --recursive',
      },
    ]);
  });

  it('reports a pointer to another commit and to an unpushed commit', async () => {
    fixture.commit('work/orders-ms', { 'x.js': '1' }, 'fix: here only');
    expect(await findings()).toEqual([
      expect.objectContaining({
        text: expect.stringContaining('another commit than the launcher points at'),
      }),
    ]);
    fixture.git('work', 'commit', '--quiet', '-am', 'chore: point there');
    expect(await findings()).toEqual([
      expect.objectContaining({ level: 'warning', text: expect.stringContaining('never pushed') }),
    ]);
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire doctor '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string, mode = 0o644) => {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
};

describe('checkDocker', () => {
  it.each([
    ['runs', '#!/bin/sh\necho 28.0.1\n', 'fine', /^Docker 28\.0\.1/],
    [
      'is not running',
      '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2; exit 1\n',
      'warning',
      /not running/,
    ],
    ['denies access', '#!/bin/sh\necho "permission denied" >&2; exit 1\n', 'warning', /denies access/],
  ])('reports a Docker that %s', async (_, script, level, text) => {
    write('docker', script, 0o755);
    expect(await checkDocker(join(folder, 'docker'))).toEqual([
      expect.objectContaining({ level, text: expect.stringMatching(text) }),
    ]);
  });

  it('does not require Docker', async () => {
    expect(await checkDocker(join(folder, 'docker'))).toEqual([expect.objectContaining({ level: 'fine' })]);
  });
});

describe('checkDockerForCompose', () => {
  const docker = (compose: string, version = '28.0.1') =>
    `#!/bin/sh\nif [ "$1" = compose ]; then ${compose}; else echo ${version}; fi\n`;

  it.each([
    ['is not running', '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2; exit 1\n', /not running/],
    ['denies access', '#!/bin/sh\necho "permission denied" >&2; exit 1\n', /denies access/],
    ['is not installed', undefined, /not installed/],
    ['has no Compose', docker('exit 1'), /Compose is not installed/],
    ['has Compose 1', docker('echo 1.29.2'), /Compose 1\.29\.2 is too old/],
    ['has a Compose that cannot mount a folder of a volume', docker('echo 2.21.0'), /2\.21\.0 is too old/],
    ['cannot mount a folder of a volume', docker('echo 2.40.0', '20.10.24'), /Docker 20\.10\.24 is too old/],
  ])('rejects a Docker that %s', async (_, script, text) => {
    if (script) write('docker', script, 0o755);
    const findings = await checkDockerForCompose(join(folder, 'docker'));
    expect(findings.filter(({ level }) => level !== 'fine')).toEqual([
      { level: 'problem', text: expect.stringMatching(text), remedy: expect.any(String) },
    ]);
  });

  it('accepts Docker 26 and Compose 2.26 or newer', async () => {
    write('docker', docker('echo v2.40.0'), 0o755);
    const levels = (await checkDockerForCompose(join(folder, 'docker'))).map(({ level }) => level);
    expect(levels).toEqual(['fine', 'fine']);
  });
});

describe('checkProxy', () => {
  it("shows the proxy that the gateway's log names, and its remedy", () => {
    const remedy = 'if it is your proxy, set TRUST_PROXY=10.0.0.2';
    const msg = 'X-Forwarded-For from an address that TRUST_PROXY does not list: …';
    const line = JSON.stringify({ level: 'warn', address: '10.0.0.2', remedy, msg });
    expect(checkProxy(`{"msg":"request"}\n${line}\n`)).toEqual([
      { level: 'warning', text: `10.0.0.2 sends ${msg}`, remedy },
    ]);
    expect(checkProxy('{"msg":"request"}\n')).toEqual([]);
  });
});
