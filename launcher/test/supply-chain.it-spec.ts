import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isAllowed, problemsOf } from '../../deploy/supply-chain/licenses.mjs';
import { repositoryRoot } from '../src/repository.js';
import { topology } from '../src/topology.js';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

describe('licences of production dependencies', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Parameters<typeof problemsOf>[0] };

  it('are all allowed, and every exception is needed', () => {
    expect(problemsOf(lock.packages)).toEqual([]);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-3.0', false],
    ['AGPL-3.0', false],
    ['UNLICENSED', false],
    [undefined, false],
  ])('%s: allowed %s', (licence, allowed) => {
    expect(isAllowed(licence)).toBe(allowed);
  });

  it('are checked for other platforms too, and not for development packages', () => {
    const packages = {
      'node_modules/one': { version: '1.0.0', license: 'AGPL-3.0' },
      'node_modules/one/node_modules/@two/tool': { version: '2.0.0' },
      'node_modules/three': { version: '3.0.0', license: 'AGPL-3.0', dev: true },
    };
    expect(problemsOf(packages, {})).toEqual(['one@1.0.0: AGPL-3.0', '@two/tool@2.0.0: no licence']);
    expect(problemsOf({}, { one: 'why' })).toEqual(['one: the exception is not needed any more']);
  });
});

describe('the audit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-audit-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** The program with an npm that prints this report. */
  const audit = (report: string) => {
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat <<'END'\n${report}\nEND\nexit 1\n`, { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(repositoryRoot, 'deploy', 'supply-chain', 'audit.mjs')],
      { encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` } },
    );
    return { status, output: stdout + stderr };
  };
  const found = (severity: string) =>
    JSON.stringify({
      vulnerabilities: { left: { name: 'left', severity, range: '<2' } },
      metadata: { vulnerabilities: { [severity]: 1 } },
    });

  it('fails for a known vulnerability of level high, and names the package', () => {
    expect(audit(found('high'))).toMatchObject({
      status: 1,
      output: expect.stringContaining('high: left <2'),
    });
  });

  it('does not fail for a low one', () => {
    expect(audit(found('low'))).toEqual({ status: 0, output: '' });
  });

  it.each(['{"message": "405 Method Not Allowed", "statusCode": 405}', ''])(
    'says in one line that a registry does not answer, and does not fail: %s',
    (report) => {
      expect(audit(report)).toMatchObject({
        status: 0,
        output: expect.stringMatching(
          /^npm audit: the registry does not answer \(.+\); nothing was checked\n$/,
        ),
      });
    },
  );
});

interface Step {
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
}
interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  needs?: string | string[];
  if?: string;
  'timeout-minutes'?: number;
  strategy?: { matrix: { service?: string[] } };
  steps: Step[];
}

describe('the workflow', () => {
  const text = read('.github/workflows/ci.yml');
  const { permissions, jobs, env } = parse(text) as {
    permissions: object;
    jobs: Record<string, Job>;
    env: Record<string, string>;
  };
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);

  it('pins every action by commit, with its version as a comment', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(10);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const commits = new Map<string, string>();
    for (const { uses: action = '' } of steps) {
      const [name = '', commit = ''] = action.split('@');
      expect(commits.get(name) ?? commit).toBe(commit);
      commits.set(name, commit);
    }
  });

  it('gives each job its permissions, and writing ones only to the job of the images', () => {
    expect(permissions).toEqual({});
    for (const [name, job] of Object.entries(jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right === 'write');
      expect(writes.map(([right]) => right)).toEqual(name === 'images' ? ['packages', 'id-token'] : []);
    }
  });

  it('keeps the token out of the files of a checkout', () => {
    for (const { uses = '', with: options } of steps)
      if (uses.startsWith('actions/checkout@')) expect(options).toEqual({ 'persist-credentials': false });
  });

  it('inserts no expression into a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  it('builds, describes, scans and signs the image of every service, and deploys after an approval', () => {
    expect([...(jobs['images']?.strategy?.matrix.service ?? [])].sort()).toEqual([...services].sort());
    const deployed = /for service in ([\w\s-]+); do/.exec(text)?.[1]?.split(' ');
    expect(deployed?.sort()).toEqual([...services].sort());
    expect(jobs['images']?.needs).toEqual(expect.arrayContaining(['check', 'test']));
    expect(jobs['deploy']).toMatchObject({
      needs: 'images',
      environment: 'production',
      if: expect.stringContaining('workflow_dispatch'),
    });
    const deploy = jobs['deploy']?.steps.map(({ run = '' }) => run).join('\n') ?? '';
    expect(deploy.indexOf('cosign verify')).toBeGreaterThan(0);
    expect(deploy.indexOf('helm upgrade')).toBeGreaterThan(deploy.indexOf('cosign verify'));
  });

  it('uses the Node.js image of the Dockerfile and the Helm of the specs', () => {
    expect(read('Dockerfile')).toContain(`ARG NODE_IMAGE=${env['NODE_IMAGE']}\n`);
    const [, source = ''] = /const source = '([^']+)'/.exec(read('launcher/test/helm/helm-program.ts')) ?? [];
    const [, hash = ''] = /'sha512-([^']+)'/.exec(read('launcher/test/helm/helm-program.ts')) ?? [];
    expect(text).toContain(`npm pack --silent ${source}\n`);
    expect(text).toContain(`SUM: ${Buffer.from(hash, 'base64').toString('hex')}\n`);
  });
});

describe('updates of dependencies', () => {
  it('are looked for in folders that exist', () => {
    const { updates } = parse(read('.github/dependabot.yml')) as {
      updates: { 'package-ecosystem': string; directory: string }[];
    };
    const ecosystems = updates.map((update) => update['package-ecosystem']);
    expect(ecosystems).toEqual(expect.arrayContaining(['npm', 'docker', 'github-actions', 'terraform']));
    for (const { directory } of updates) expect(existsSync(join(repositoryRoot, directory))).toBe(true);
  });
});

describe('the Terraform example', () => {
  it('has the Secrets of the chart, and keeps their values out of the state', () => {
    const variables = read('deploy/terraform/variables.tf');
    const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
    const named = [...variables.matchAll(/"shop-orderwire-([\w-]+)"/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...services, 'shared', 'provisioner'].sort());
    expect(variables).toMatch(/variable "secrets" \{[^}]*sensitive\s+= true\s+ephemeral\s+= true/);
    expect(read('deploy/terraform/main.tf')).not.toMatch(/^\s+data\s+=/m);
  });
});
