import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PortAllocator } from '../ports.js';
import { checkPorts, checkPublishedPorts, publishedPortVariables } from './check-ports.js';

describe('checkPorts', () => {
  it('knows the SMTP port of the mailbox, and which variable changes it', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    const findings = await checkPorts({ MAILBOX_SMTP_PORT: String(port) }, false);
    holder.close();
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        text: expect.stringContaining(`port ${port} (mailbox (SMTP_PORT)) is taken`),
        remedy: expect.stringContaining('MAILBOX_SMTP_PORT='),
      }),
    );
  });
});

describe('checkPublishedPorts', () => {
  let foreign: Server;
  let taken: string;
  let free: Record<string, string>;
  beforeEach(async () => {
    foreign = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => foreign.once('listening', resolve));
    taken = String((foreign.address() as AddressInfo).port);
    const ports = new PortAllocator();
    free = {};
    for (const name of publishedPortVariables) free[name] = String(await ports.allocate());
  });
  afterEach(() => void foreign.close());

  it('accepts free ports', async () => {
    expect(await checkPublishedPorts(free, [])).toEqual([expect.objectContaining({ level: 'fine' })]);
  });

  it('reports a taken port, because Docker chooses no other', async () => {
    expect(await checkPublishedPorts({ ...free, PAYMENTS_MS_PORT: taken }, [])).toEqual([
      expect.objectContaining({
        level: 'problem',
        text: expect.stringContaining(`port ${taken} (payments-ms) is taken`),
        remedy: expect.stringContaining('PAYMENTS_MS_PORT='),
      }),
    ]);
  });

  it('accepts a port that our container uses', async () => {
    const up = [{ id: '1', service: 'payments-ms', status: 'Up 5 minutes (healthy)' }];
    const given = { ...free, PAYMENTS_MS_PORT: taken };
    expect(await checkPublishedPorts(given, up)).toEqual([expect.objectContaining({ level: 'fine' })]);
  });

  it('does not check the sandbox port with real Stripe', async () => {
    const given = { ...free, STRIPE_SANDBOX_PORT: taken };
    expect((await checkPublishedPorts(given, []))[0]?.level).toBe('problem');
    const real = { ...given, COMPOSE_FILE: 'docker-compose.yml:compose.stripe.yaml' };
    expect((await checkPublishedPorts(real, []))[0]?.level).toBe('fine');
  });

  it('does not check the page of the mailbox in production', async () => {
    const given = { ...free, MAILBOX_PORT: taken };
    expect((await checkPublishedPorts(given, []))[0]?.level).toBe('problem');
    const production = { ...given, COMPOSE_FILE: 'docker-compose.yml:compose.prod.yaml' };
    expect((await checkPublishedPorts(production, []))[0]?.level).toBe('fine');
  });

  it('reports a port that is assigned twice', async () => {
    const given = { ...free, PAYMENTS_MS_PORT: free['CLIENT_GATEWAY_PORT'] ?? '' };
    expect(await checkPublishedPorts(given, [])).toEqual([expect.objectContaining({ level: 'problem' })]);
  });
});
