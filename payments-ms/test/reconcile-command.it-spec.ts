import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MailThief } from './mail-thief.js';
import { World } from './world.js';

const program = fileURLToPath(new URL('../dist/reconcile.js', import.meta.url));

let world: World;
let thief: MailThief;
beforeAll(async () => {
  world = await World.create({ pollMs: 20 });
  thief = await MailThief.hire(world);
});
afterAll(() => world.close());

/** An hour instead of 30 days. */
const lately = () => ['--from', new Date(Date.now() - 3_600_000).toISOString()];

/** Runs the program as an operator does, with the service's environment. */
async function run(...args: string[]) {
  const config = world.config();
  const env = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
  const child = spawn(process.execPath, [program, ...args], { env: { PATH: process.env['PATH'], ...env } });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

const paidQuietly = () =>
  thief.steals(async () => {
    const opened = await world.opened();
    await world.stripe.pay(opened.id);
    return opened;
  });

describe('the command that reconciles', () => {
  test('ends with 0 when all is well, and prints the trial balance', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    const { code, out } = await run();
    expect(out).toMatch(/compared {4}\d+ events, .* 1 charges, 1 payments/);
    expect(out).toContain('not healed  nothing');
    expect(out).toMatch(/captured +-4498/);
    expect(out).toMatch(/sum +0/);
    expect(code).toBe(0);
  });

  test('changes nothing in a dry run and ends with 1 when there is something to heal', async () => {
    const { orderId, id } = await paidQuietly();
    const dry = await run('--dry-run', ...lately());
    expect(dry.code).toBe(1);
    expect(dry.out).toContain(`differs     lost_webhook`);
    expect(dry.out).toContain(id);
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const real = await run(...lately());
    expect(real.out).toContain('healed      lost_webhook');
    expect(real.code).toBe(0);
    await world.waitFor(orderId, 'payment.succeeded');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('heals while the service is down; the service settles it at its next start', async () => {
    const { orderId } = await paidQuietly();
    await world.stop();
    const { code, out } = await run(...lately());
    expect(code).toBe(0);
    expect(out).toContain('it waits for the worker');
    await world.start();
    await world.waitFor(orderId, 'payment.succeeded');
  });

  test('ends with 1 when money names no order of ours, in lines and as JSON', async () => {
    const session = await world.stripe.api('POST', '/v1/checkout/sessions', {
      ...{ mode: 'payment', success_url: 'http://elsewhere.test', cancel_url: 'http://elsewhere.test' },
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '777',
      'line_items[0][price_data][product_data][name]': 'Not ours',
    });
    await world.stripe.pay(session['id'] as string);
    await world.allSent();
    const lines = await run(...lately());
    expect(lines.out).toMatch(new RegExp(`not healed {2}unknown_money: pi_.*${session['id'] as string}`));
    expect(lines.code).toBe(1);
    const json = await run('--json', ...lately());
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      unhealed: { unknown_money: 1 },
      findings: [{ kind: 'unknown_money', healed: false }],
      difference: {},
    });
  });

  test('ends with 2 when the arguments are wrong', async () => {
    const { code, err } = await run('--from', 'yesterday');
    expect(code).toBe(2);
    expect(err).toContain('--dry-run');
  });

  test('ends with 1 and one clear line when Stripe cannot be asked', async () => {
    world.stripe.fate = () => ({
      status: 401,
      body: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } },
    });
    const { code, err } = await run(...lately());
    world.stripe.fate = () => 'pass';
    expect(code).toBe(1);
    expect(err).toContain('Invalid API Key');
    expect(err).not.toContain('    at ');
  });
});
