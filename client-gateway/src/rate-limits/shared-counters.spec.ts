import { describe, expect, it } from '@jest/globals';
import { createLogger, type NatsLink } from '@orderwire/platform';
import { SharedCounters } from './shared-counters.js';

describe('SharedCounters', () => {
  it('sends nothing while NATS is unavailable: a buffered increment would outlive its window', async () => {
    const requested: string[] = [];
    const link = {
      isConnected: () => false,
      connection: {
        request: (subject: string) => Promise.reject(new Error(String(requested.push(subject)))),
      },
    } as unknown as NatsLink;
    const counters = new SharedCounters(link, createLogger('test', 'silent'));
    await expect(counters.add('limits.ip.x.1', 1)).rejects.toThrow('NATS is unavailable');
    expect(requested).toEqual([]);
  });
});
