import { describe, expect, test } from '@jest/globals';
import type { NatsLink } from './nats-connection.js';
import { JetStreamProvisioner } from './provisioner.js';
import { wantedConsumer, wantedStreams } from './streams.js';

const settings = { replicas: 3, ackWaitMs: 30_000, rateLimitWindowMs: 60_000 };

/** A provisioner whose attempts fail with these errors, in their order, and then succeed. */
function failing(...errors: object[]) {
  const lines: string[] = [];
  const log = { info: (_fields: object, text: string) => void lines.push(text), error: () => undefined };
  const provisioner = new JetStreamProvisioner({} as NatsLink, [], settings, log as never);
  let attempts = 0;
  provisioner.apply = async () => {
    const error = errors[attempts++];
    if (error) throw Object.assign(new Error('stream orderwire_events'), error);
  };
  return { provisioner, lines, attempts: () => attempts };
}

const timeout = { cause: Object.assign(new Error('timeout'), { name: 'TimeoutError' }) };
const noLeader = { cause: Object.assign(new Error('temporarily unavailable'), { code: 10_008 }) };

describe('applyWhenReady', () => {
  test('tries again while a cluster has no leader', async () => {
    const { provisioner, lines, attempts } = failing(timeout, noLeader, { name: 'TimeoutError' });
    await provisioner.applyWhenReady(60_000, 1);
    expect(attempts()).toBe(4);
    expect(lines).toEqual(['waiting for JetStream', 'waiting for JetStream', 'waiting for JetStream']);
  });

  test('throws what NATS refuses at once', async () => {
    const { provisioner, attempts } = failing({ message: 'permissions violation' });
    await expect(provisioner.applyWhenReady(60_000, 1)).rejects.toThrow('permissions violation');
    expect(attempts()).toBe(1);
  });

  test('ends at its limit', async () => {
    const { provisioner } = failing(...Array.from({ length: 1_000 }, () => timeout));
    await expect(provisioner.applyWhenReady(20, 1)).rejects.toThrow('stream orderwire_events');
  });
});

describe('apply', () => {
  test('creates no consumer that exists and that the list of a cluster lacks', async () => {
    const consumer = { durable: 'orders_ms_settle_order', subject: 'payment.succeeded' };
    const created: string[] = [];
    const manager = {
      streams: {
        info: async (name: string) => ({ config: wantedStreams(settings).find((one) => one.name === name) }),
      },
      consumers: {
        list: async function* () {},
        info: async () => ({ config: wantedConsumer(consumer, settings) }),
        add: async (_stream: string, { durable_name }: { durable_name: string }) =>
          void created.push(durable_name),
      },
    };
    const log = { info: () => undefined, error: () => undefined };
    const provisioner = new JetStreamProvisioner({} as NatsLink, [consumer], settings, log as never);
    Object.assign(provisioner, { manager: async () => manager });
    await provisioner.apply();
    expect(created).toEqual([]);
  });
});
