import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Ports } from '../ports.js';
import { checkPublishedPorts } from './check-published-ports.js';

describe('the ports that Docker publishes', () => {
  let stranger: Server;
  let taken: string;
  let free: Record<string, string>;
  beforeEach(async () => {
    stranger = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    taken = String((stranger.address() as AddressInfo).port);
    const ports = new Ports();
    free = {};
    for (const name of ['CLIENT_GATEWAY_PORT', 'PAYMENTS_MS_PORT', 'STRIPE_SANDBOX_PORT'])
      free[name] = String((await ports.choose()).port);
  });
  afterEach(() => void stranger.close());

  it('are in order when they are free', async () => {
    expect(await checkPublishedPorts(free, [])).toEqual([expect.objectContaining({ level: 'fine' })]);
  });

  it('are a problem when somebody else has one: Docker takes no other', async () => {
    expect(await checkPublishedPorts({ ...free, PAYMENTS_MS_PORT: taken }, [])).toEqual([
      expect.objectContaining({
        level: 'problem',
        text: expect.stringContaining(`port ${taken} (payments-ms) is taken`),
        mend: expect.stringContaining('PAYMENTS_MS_PORT='),
      }),
    ]);
  });

  it('are our own while our container is up', async () => {
    const up = [{ id: '1', service: 'payments-ms', status: 'Up 5 minutes (healthy)' }];
    const given = { ...free, PAYMENTS_MS_PORT: taken };
    expect(await checkPublishedPorts(given, up)).toEqual([expect.objectContaining({ level: 'fine' })]);
  });

  it('are without the sandbox where payments go to the real Stripe', async () => {
    const given = { ...free, STRIPE_SANDBOX_PORT: taken };
    expect((await checkPublishedPorts(given, []))[0]?.level).toBe('problem');
    const real = { ...given, COMPOSE_FILE: 'docker-compose.yml:compose.stripe.yaml' };
    expect((await checkPublishedPorts(real, []))[0]?.level).toBe('fine');
  });

  it('are a problem when two have the same', async () => {
    const given = { ...free, PAYMENTS_MS_PORT: free['CLIENT_GATEWAY_PORT'] ?? '' };
    expect(await checkPublishedPorts(given, [])).toEqual([expect.objectContaining({ level: 'problem' })]);
  });
});
