import { describe, expect, it } from '@jest/globals';
import { createLogger, type NatsLink } from '@orderwire/platform';
import { SharedCounters } from './shared-counters.js';

describe('the shared counters', () => {
  it('are not asked while NATS is away: the client would keep the increment for a window long over', async () => {
    const asked: string[] = [];
    const link = {
      isConnected: () => false,
      connection: { request: (subject: string) => Promise.reject(new Error(String(asked.push(subject)))) },
    } as unknown as NatsLink;
    const counters = new SharedCounters(link, 60_000, 1, createLogger('test', 'silent'));
    await expect(counters.add('limits.ip.x.1', 1)).rejects.toThrow('NATS is away');
    expect(asked).toEqual([]);
  });
});
