import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertReady, composedSuites, suiteArguments } from './test.js';

const folder = fileURLToPath(new URL('../../../e2e/specs/', import.meta.url));
const sandbox = { url: 'http://127.0.0.1:1', secret: 'sk_test_x', endpointSecret: 'whsec_x' };
const demo = { customer: { email: 'customer@orderwire.example', password: 'x' } };

describe('the suites for the composed system', () => {
  it('are those that run against any system', () => {
    const { portable, others } = composedSuites(folder);
    expect(portable.map((file) => basename(file))).toEqual(
      expect.arrayContaining(['path-of-an-order.e2e-spec.ts', 'outages.e2e-spec.ts', 'accounts.e2e-spec.ts']),
    );
    expect(others).toEqual(expect.arrayContaining(['forged-credentials', 'replicas', 'submodules']));
  });

  it('run one at a time, since one of them kills services', () => {
    expect(suiteArguments(['outages.e2e-spec.ts'])).toContain('--runInBand');
    expect(suiteArguments([])).toEqual([]);
  });

  it('need the sandbox and demo accounts', async () => {
    const system = { project: 'orderwire', gateway: 'http://127.0.0.1:1', payments: '', demo };
    await expect(assertReady(system)).rejects.toThrow('real Stripe');
    await expect(assertReady({ ...system, sandbox, demo: {} })).rejects.toThrow('production mode');
  });

  it('need a gateway that is ready', async () => {
    const unready = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => unready.once('listening', resolve));
    const { port } = unready.address() as AddressInfo;
    for (const at of [1, port])
      await expect(
        assertReady({ project: 'orderwire', gateway: `http://127.0.0.1:${at}`, payments: '', sandbox, demo }),
      ).rejects.toThrow('docker compose up');
    unready.close();
  });
});
