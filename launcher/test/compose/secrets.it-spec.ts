import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { composeFile, type VolumeMount } from './compose-files.js';

const base = composeFile('docker-compose.yml');
const isSecrets = (volume: VolumeMount | string) => typeof volume !== 'string' && volume.source === 'secrets';
/** The containers with secrets, and the files that their definition names. */
const readers = Object.entries(base.services)
  .filter(([, { volumes = [] }]) => volumes.some(isSecrets))
  .map(([name, { environment = {} }]): [string, string[]] => [
    name,
    Object.entries(environment)
      .filter(([variable]) => variable.endsWith('_FILE'))
      .map(([, file]) => String(file).replace('/run/secrets/', ''))
      .sort(),
  ]);
const servers = ['postgres', 'databases', 'nats'];

describe('the step that gives the containers their secrets', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'orderwire-secrets-'));
    mkdirSync(join(root, 'volume'));
    mkdirSync(join(root, 'given'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const program = (NODE_ENV: string, ...args: string[]) => {
    const script = join(repositoryRoot, 'deploy', 'compose', 'secrets.mjs');
    const env = { PATH: process.env.PATH, NODE_ENV };
    return spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' });
  };
  const step = (mode: 'development' | 'production') =>
    program(
      mode,
      '--volume',
      join(root, 'volume'),
      '--given',
      join(root, 'given'),
      '--group',
      String(process.getgid?.()),
    );
  const create = () => program('', '--create', join(root, 'given'));
  const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8').trim();
  const give = (name: string, value: string) =>
    writeFileSync(join(root, 'given', name), value, { mode: 0o600 });
  /** The secrets that only Stripe, the mail provider and the carrier can give. */
  const giveExternal = () => {
    give('stripe_secret', 'sk_live_51Habc9KqLm2q83vASN');
    give('stripe_endpoint_secret', 'whsec_q83vASNFZ4mrze8BI0Vn');
    give('smtp_url', 'smtps://shop:q83vASNFZ4mrze8B@mail.example.net:465');
    give('carrier_api_key', 'EZAK51Habc9KqLm2q83vASN');
  };
  const filesOf = (container: string) => readdirSync(join(root, 'volume', container)).sort();
  const everything = () =>
    Object.fromEntries(
      readers.flatMap(([name]) =>
        filesOf(name).map((file) => [`${name}/${file}`, read('volume', name, file)]),
      ),
    );

  it('gives each container the files that its definition names, and no other', () => {
    expect(step('development')).toMatchObject({ status: 0, stderr: '' });
    const named = readers.filter(([name]) => !servers.includes(name));
    expect(named.length).toBeGreaterThan(10);
    expect(named.map(([name]) => [name, filesOf(name)])).toEqual(named);
    expect(named.filter(([, files]) => files.length === 0)).toEqual([]);
  });

  it('gives PostgreSQL and NATS the passwords in the URLs of the services', () => {
    step('development');
    expect(filesOf('postgres')).toEqual(['postgres_password']);
    const names = String(base.services['databases']?.environment?.['SERVICES']).split(' ');
    expect(filesOf('databases')).toEqual(
      [...names.map((name) => `${name}_database_url`), 'postgres_password'].sort(),
    );
    expect(read('volume', 'databases', 'orders_database_url')).toBe(
      read('volume', 'orders-ms', 'orders_database_url'),
    );
    const { password } = new URL(read('volume', 'orders-ms', 'orders_nats_url'));
    expect(read('volume', 'nats', 'nats_passwords')).toContain(`ORDERS_MS_PASSWORD: "${password}"`);
  });

  it('closes every file to other accounts, and prints no secret', () => {
    const { stdout } = step('development');
    for (const [name] of readers) {
      expect(statSync(join(root, 'volume', name)).mode & 0o777).toBe(0o750);
      for (const file of filesOf(name))
        expect(statSync(join(root, 'volume', name, file)).mode & 0o777).toBe(0o440);
    }
    expect(statSync(join(root, 'volume', 'generated')).mode & 0o777).toBe(0o700);
    for (const value of Object.values(everything())) expect(stdout).not.toContain(value);
  });

  it('creates different secrets once, completes them, and never replaces one', () => {
    step('development');
    const first = everything();
    const generated = readdirSync(join(root, 'volume', 'generated'));
    expect(new Set(generated.map((name) => read('volume', 'generated', name))).size).toBe(generated.length);
    expect(step('development').status).toBe(0);
    expect(everything()).toEqual(first);
    rmSync(join(root, 'volume', 'generated', 'service_key'));
    step('development');
    const { 'orders-ms/service_key': key, ...rest } = everything();
    expect(key).not.toBe(first['orders-ms/service_key']);
    expect(rest['orders-ms/order_token_secret']).toBe(first['orders-ms/order_token_secret']);
  });

  it('passes on given Stripe keys, and returns to the sandbox without them', () => {
    give('stripe_secret', 'sk_test_51Habc\n');
    give('stripe_endpoint_secret', 'whsec_abc');
    expect(step('development').status).toBe(0);
    expect(read('volume', 'payments-ms', 'stripe_secret')).toBe('sk_test_51Habc');
    rmSync(join(root, 'given'), { recursive: true });
    step('development');
    expect(read('volume', 'payments-ms', 'stripe_secret')).toMatch(/^sk_test_sandbox/);
    expect(read('volume', 'stripe-sandbox', 'stripe_secret')).toBe(
      read('volume', 'payments-ms', 'stripe_secret'),
    );
  });

  it.each([
    ['a live key', 'sk_live_51Habc', /^stripe_secret: a live key .* compose\.prod\.yaml/],
    ['a blank key', ' ', /^stripe_secret: is set, but blank/],
  ])('rejects %s in development in one line', (_what, value, line) => {
    give('stripe_secret', value);
    const { status, stderr } = step('development');
    expect({ status, lines: stderr.trim().split('\n') }).toEqual({
      status: 1,
      lines: [expect.stringMatching(line)],
    });
    expect(existsSync(join(root, 'volume', 'payments-ms'))).toBe(false);
  });

  it('requires every secret by name in production, and creates none', () => {
    give('service_key', 'x'.repeat(44));
    const { status, stderr } = step('production');
    expect(status).toBe(1);
    const missing = stderr
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    const wanted = readers.flatMap(([, files]) => files).concat('postgres_password');
    expect(missing.sort()).toEqual([...new Set(wanted)].filter((name) => name !== 'service_key').sort());
    expect(readdirSync(join(root, 'volume'))).toEqual([]);
  });

  it('accepts secrets of the operator in production, which --create makes except those of Stripe, the mail provider and the carrier', () => {
    expect(create()).toMatchObject({ status: 0, stderr: '' });
    expect(step('production').stderr).toMatch(
      /^stripe_secret: missing.*\nstripe_endpoint_secret: missing.*\nsmtp_url: missing.*\ncarrier_api_key: missing.*\n$/,
    );
    giveExternal();
    const before = read('given', 'service_key');
    create();
    expect(step('production')).toMatchObject({ status: 0, stderr: '' });
    expect(read('volume', 'orders-ms', 'service_key')).toBe(before);
    expect(read('volume', 'payments-ms', 'stripe_secret')).toMatch(/^sk_live_/);
  });

  it.each([
    ['stripe_secret', 'sk_test_sandbox0123456789abcdef', "the sandbox's key"],
    ['carrier_api_key', 'EZTKsandbox0123456789abcdef', 'set that of your EasyPost account'],
    ['service_key', 'change-me-change-me-change-me', 'a placeholder'],
    ['postgres_password', 'postgres', 'too short'],
    ['smtp_url', 'smtp://mailbox:1025', 'the local mailbox'],
    ['orders_nats_url', 'nats://orders-ms@nats:4222', 'must be nats://orders-ms:<password>@nats:4222'],
  ])('rejects a %s of %s in production', (name, value, words) => {
    create();
    giveExternal();
    rmSync(join(root, 'given', name));
    give(name, value);
    const { status, stderr } = step('production');
    expect({ status, lines: stderr.trim().split('\n') }).toEqual({
      status: 1,
      lines: [expect.stringContaining(words)],
    });
    expect(stderr).toMatch(new RegExp(`^${name}: `));
  });

  it('never starts production on data of development, nor development on data of production', () => {
    step('development');
    create();
    giveExternal();
    expect(step('production').stderr).toMatch(
      /^This volume belongs to a development system.*COMPOSE_PROJECT_NAME/,
    );
    rmSync(join(root, 'volume'), { recursive: true });
    mkdirSync(join(root, 'volume'));
    expect(step('production').status).toBe(0);
    rmSync(join(root, 'given'), { recursive: true });
    const { status, stderr } = step('development');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^This volume belongs to a production system.*COMPOSE_FILE=.*compose\.prod\.yaml/);
    expect(existsSync(join(root, 'volume', 'generated'))).toBe(false);
  });

  it('explains its options', () => {
    expect(program('').stderr).toBe('--volume or --create is missing\n');
    expect(program('', '--creat', 'x').stderr).toMatch(/^Unknown option '--creat'/);
  });
});
