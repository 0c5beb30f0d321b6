import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';

describe('deploy/compose/check.mjs', () => {
  let root: string;
  /** A fake gateway and sandbox. */
  let endpoint: Server;
  let products: unknown[];
  let status: string;
  beforeEach(async () => {
    [products, status] = [[{ id: 'mug' }], 'PAID'];
    root = mkdtempSync(join(tmpdir(), 'orderwire-check-'));
    docker('echo sk_test_sandbox');
    endpoint = createServer((request, answer) => {
      const { url = '' } = request;
      const order = { order: { id: '1' }, paymentSession: { id: 'cs_1' } };
      const body = url.includes('/login')
        ? { accessToken: 'a' }
        : url.includes('/products')
          ? { data: products }
          : { ...order, status };
      request.resume().on('end', () => answer.end(JSON.stringify(body)));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => endpoint.once('listening', resolve));
    const { port } = endpoint.address() as AddressInfo;
    writeFileSync(join(root, '.env'), `CLIENT_GATEWAY_PORT=${port}\nSTRIPE_SANDBOX_PORT=${port}\n`);
  });
  afterEach(() => {
    endpoint.close();
    rmSync(root, { recursive: true });
  });

  const docker = (script: string) =>
    writeFileSync(join(root, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const script = join(repositoryRoot, 'deploy', 'compose', 'check.mjs');
      const env = { ...process.env, PATH: `${root}:${process.env.PATH ?? ''}` };
      execFile(process.execPath, [script, ...args], { cwd: root, env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  it('exits with 0 when every order is PAID', async () => {
    expect(await run('--orders', '3')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 of 3 orders PAID'),
    });
  });

  it('exits with 1 when an order does not become PAID in time', async () => {
    status = 'PENDING';
    const { code, stdout, stderr } = await run('--seconds', '1');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'order 1: 1 is PENDING, not PAID\n' });
    expect(stdout).toContain('0 of 1 orders PAID');
  });

  it.each([
    ['a number of orders that is none', ['--orders', 'abc'], '--orders: must be a whole number above zero'],
    ['no orders at all', ['--orders', '0'], '--orders: must be a whole number above zero'],
    ['an option that does not exist', ['--order', '3'], "Unknown option '--order'"],
  ])('rejects %s in one line', async (_what, args, words) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('reports a missing sandbox key, sandbox or product in one line', async () => {
    products = [];
    expect(await run()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no product[^\n]*\n$/),
    });
    docker('echo service "stripe-sandbox" is not running >&2; exit 1');
    expect((await run()).stderr).toMatch(
      /^The sandbox's key cannot be read: .*is not running\. Run "docker compose up --build" first\.\n$/,
    );
    writeFileSync(join(root, '.env'), 'COMPOSE_FILE=docker-compose.yml:compose.stripe.yaml\n');
    expect((await run()).stderr).toBe(
      'This check pays at the sandbox, and the composed system uses real Stripe.\n',
    );
  });
});
