import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebhookDropper } from './webhook-dropper.js';
import { PaymentsWorld } from './payments-world.js';

const program = fileURLToPath(new URL('../dist/reconcile.js', import.meta.url));

let world: PaymentsWorld;
let dropper: WebhookDropper;
beforeAll(async () => {
  world = await PaymentsWorld.create({ pollMs: 20 });
  dropper = await WebhookDropper.install(world);
});
afterAll(() => world.close());

/** An hour instead of 30 days. */
const lastHour = () => ['--from', new Date(Date.now() - 3_600_000).toISOString()];

/** Runs the command with the service's environment. */
async function run(...args: string[]) {
  const env = world.environment();
  const child = spawn(process.execPath, [program, ...args], { env: { PATH: process.env['PATH'], ...env } });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

const payWithoutWebhook = () =>
  dropper.drop(async () => {
    const opened = await world.openSession();
    await world.stripe.pay(opened.id);
    return opened;
  });

describe('the reconcile command', () => {
  test('exits with 0 without differences and prints the trial balance', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    const { code, out } = await run();
    expect(out).toMatch(/compared {4}\d+ events, .* 1 charges, 1 payments/);
    expect(out).toContain('unresolved  none');
    expect(out).toMatch(/captured +-4498/);
    expect(out).toMatch(/sum +0/);
    expect(code).toBe(0);
  });

  test('writes nothing in a dry run and exits with 1 if there are differences', async () => {
    const { orderId, id } = await payWithoutWebhook();
    const dry = await run('--dry-run', ...lastHour());
    expect(dry.code).toBe(1);
    expect(dry.out).toContain('difference  lost_webhook');
    expect(dry.out).toContain(id);
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const real = await run(...lastHour());
    expect(real.out).toContain('resolved    lost_webhook');
    expect(real.code).toBe(0);
    await world.waitFor(orderId, 'payment.succeeded');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('stores events while the service is stopped; it processes them at the next start', async () => {
    const { orderId } = await payWithoutWebhook();
    await world.stopReplica();
    const { code, out } = await run(...lastHour());
    expect(code).toBe(0);
    expect(out).toContain('waiting for the worker');
    await world.startReplica();
    await world.waitFor(orderId, 'payment.succeeded');
  });

  test('exits with 0 if there are only objects of other shops, and counts them', async () => {
    const { id, chargeId } = await world.stripe.payElsewhere({ shop: 'theirs' });
    await world.stripe.control(`/charges/${chargeId}/dispute`);
    await world.webhooksDelivered();
    const { code, out } = await run(...lastHour());
    expect(out).toMatch(/^foreign {5}1 charges, 1 disputes, \d transactions/m);
    expect(out).toContain('unresolved  none');
    expect(out).not.toContain(id);
    expect(code).toBe(0);
  });

  test('exits with 1 for a capture of this shop without an order, in lines and as JSON', async () => {
    const session = await world.stripe.payElsewhere({ orderId: randomUUID(), shop: await world.shop() });
    await world.webhooksDelivered();
    const lines = await run(...lastHour());
    expect(lines.out).toMatch(new RegExp(`unresolved {2}unknown_capture: pi_.*${session.id}`));
    expect(lines.code).toBe(1);
    const json = await run('--json', ...lastHour());
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      unresolved: { unknown_capture: 1 },
      differences: [{ kind: 'unknown_capture', resolved: false }],
      difference: {},
    });
  });

  test('lists the stored differences in pages', async () => {
    await world.rows(
      `INSERT INTO reconciliation_differences (kind, object_id, details, resolved_at) VALUES
         ('missing_at_stripe', 'pi_1', 'first', NULL), ('missing_at_stripe', 'pi_2', 'second', NULL),
         ('missing_at_stripe', 'pi_3', 'third', NULL), ('missing_at_stripe', 'pi_4', 'fourth', now())`,
    );
    const first = await run('list', '--kind', 'missing_at_stripe', '--limit', '2');
    expect(first.out.match(/^missing_at_stripe\/pi_\d/gm)).toEqual([
      'missing_at_stripe/pi_1',
      'missing_at_stripe/pi_2',
    ]);
    const [, next = ''] = /Next page: (.+)/.exec(first.out) ?? [];
    const second = await run(...next.split(' '));
    expect(second.out).toMatch(/missing_at_stripe\/pi_3 .*: third\nThere are no more unresolved/);
    const all = await run('list', '--json');
    expect(JSON.parse(all.out)).toMatchObject([
      { objectId: 'pi_1' },
      { objectId: 'pi_2' },
      { objectId: 'pi_3', details: 'third', resolvedAt: null },
      { kind: 'unknown_capture' },
    ]);
    expect((await run('list', '--resolved')).out).toContain('missing_at_stripe/pi_4');
    expect([first.code, second.code, all.code]).toEqual([0, 0, 0]);
    await world.rows("DELETE FROM reconciliation_differences WHERE kind = 'missing_at_stripe'");
  });

  test('exits with 2 for invalid arguments', async () => {
    const { code, err } = await run('--from', 'yesterday');
    expect(code).toBe(2);
    expect(err).toContain('--dry-run');
  });

  test('exits with 1 and one line when Stripe refuses the request', async () => {
    world.stripe.intercept = () => ({
      status: 401,
      body: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } },
    });
    const { code, err } = await run(...lastHour());
    world.stripe.intercept = () => 'pass';
    expect(code).toBe(1);
    expect(err).toContain('Invalid API Key');
    expect(err).not.toContain('    at ');
  });
});
