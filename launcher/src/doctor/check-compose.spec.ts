import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkComposed } from './check-compose.js';

describe('checkComposed', () => {
  let endpoint: Server;
  let status = 200;
  let url: string;

  beforeEach(async () => {
    status = 200;
    endpoint = createServer((_, answer) => answer.writeHead(status).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => endpoint.once('listening', resolve));
    url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  });
  afterEach(() => void endpoint.close());

  const problems = async (containers: [string, string][], payments = url) => {
    const list = containers.map(([service, status]) => ({ id: service, service, status }));
    const system = { project: 'orderwire', gateway: url, payments, demo: {} };
    const findings = await checkComposed(system, list);
    return findings.filter(({ level }) => level !== 'fine');
  };

  it('accepts healthy services and successful steps', async () => {
    const up: [string, string] = ['orders-ms', 'Up 5 minutes (healthy)'];
    expect(await problems([up, ['orders-migrate', 'Exited (0) 5 minutes ago']])).toEqual([]);
  });

  it.each([
    ['Up 5 seconds (unhealthy)'],
    ['Exited (1) 3 seconds ago'],
    ['Restarting (1) 2 seconds ago'],
    ['Up 5 minutes (Paused)'],
  ])('names the log of a service whose status is %s', async (state) => {
    const nats: [string, string] = ['nats', 'Up 5 minutes (healthy)'];
    expect(await problems([['orders-ms', state], nats])).toEqual([
      { level: 'problem', text: `orders-ms: ${state}`, remedy: 'docker compose logs --tail 20 orders-ms' },
    ]);
  });

  it('explains the start when there is no container', async () => {
    expect((await problems([]))[0]?.remedy).toBe('docker compose up --build');
  });

  it('reports endpoints that are not ready or unreachable', async () => {
    status = 503;
    const up: [string, string] = ['client-gateway', 'Up 5 minutes (healthy)'];
    const texts = (await problems([up], 'http://127.0.0.1:1')).map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringContaining(`client-gateway at ${url} is not ready: HTTP 503`),
      expect.stringMatching(/payments-ms at http:\/\/127\.0\.0\.1:1 is not ready: /),
    ]);
  });
});
