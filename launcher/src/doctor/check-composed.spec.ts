import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkComposed } from './check-composed.js';

describe('the doctor of the composed system', () => {
  let door: Server;
  let status = 200;
  let url: string;

  beforeEach(async () => {
    status = 200;
    door = createServer((_, answer) => answer.writeHead(status).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => door.once('listening', resolve));
    url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  });
  afterEach(() => void door.close());

  const problems = async (containers: [string, string][], payments = url) => {
    const list = containers.map(([service, status]) => ({ id: service, service, status }));
    const system = { project: 'orderwire', gateway: url, payments, demo: {} };
    const findings = await checkComposed(system, list);
    return findings.filter(({ level }) => level !== 'fine');
  };

  it('finds nothing wrong with healthy services and finished steps', async () => {
    const up: [string, string] = ['orders-ms', 'Up 5 minutes (healthy)'];
    expect(await problems([up, ['orders-migrate', 'Exited (0) 5 minutes ago']])).toEqual([]);
  });

  it.each([
    ['Up 5 seconds (unhealthy)'],
    ['Exited (1) 3 seconds ago'],
    ['Restarting (1) 2 seconds ago'],
    ['Up 5 minutes (Paused)'],
  ])('points at the log of a service that is %s', async (how) => {
    const nats: [string, string] = ['nats', 'Up 5 minutes (healthy)'];
    expect(await problems([['orders-ms', how], nats])).toEqual([
      { level: 'problem', text: `orders-ms: ${how}`, mend: 'docker compose logs --tail 20 orders-ms' },
    ]);
  });

  it('says how to start when there is no container', async () => {
    expect((await problems([]))[0]?.mend).toBe('docker compose up --build');
  });

  it('tells a door that is not ready from one that is closed', async () => {
    status = 503;
    const up: [string, string] = ['client-gateway', 'Up 5 minutes (healthy)'];
    const texts = (await problems([up], 'http://127.0.0.1:1')).map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringContaining(`client-gateway at ${url} is not ready: HTTP 503`),
      expect.stringMatching(/payments-ms does not answer at http:\/\/127\.0\.0\.1:1: /),
    ]);
  });
});
