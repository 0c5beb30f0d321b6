import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import { InFlightMessages } from './consumer.js';

/** A message as JetStream delivers it, and the replies it was given. */
const delivered = (seq: number, id: string) => {
  const replies: string[] = [];
  const fake = {
    seq,
    headers: { get: (name: string) => (name === 'Nats-Msg-Id' ? id : '') },
    info: { stream: 's', timestampNanos: seq },
    working: () => replies.push('working'),
    nak: () => replies.push('nak'),
  };
  return { replies, message: fake as unknown as JsMsg };
};

describe('messages in flight', () => {
  let clock: number;
  let inFlight: InFlightMessages;
  const pass = (ms: number) => {
    clock += ms;
    inFlight.heartbeat();
  };
  beforeEach(() => {
    clock = 0;
    inFlight = new InFlightMessages(30_000, () => clock);
  });

  it('hold one copy of each message, the latest delivery, however often it is redelivered', () => {
    const last = delivered(1, 'a');
    for (let time = 0; time < 50; time++) {
      inFlight.add(delivered(1, 'a').message);
      inFlight.add(delivered(2, 'b').message);
    }
    inFlight.add(last.message);
    expect(inFlight.size).toBe(2);
    expect(inFlight.take(100)[0]).toBe(last.message);
    expect(inFlight.size).toBe(0);
  });

  it('keep different events apart when a recreated stream or a replay gives them equal sequences or ids', () => {
    for (const [seq, id] of [
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
    ] as const)
      inFlight.add(delivered(seq, id).message);
    expect(inFlight.size).toBe(3);
  });

  it('are not delivered again while processing goes on, waiting ones included', () => {
    const [processing, waiting] = [delivered(1, 'a'), delivered(2, 'b')];
    inFlight.add(processing.message);
    inFlight.add(waiting.message);
    inFlight.take(1);
    for (let step = 0; step < 20; step++) pass(5_000);
    expect(processing.replies.length).toBeGreaterThan(3);
    expect(waiting.replies).toEqual(processing.replies);
    expect(new Set(waiting.replies)).toEqual(new Set(['working']));
  });

  it('cost no heartbeat when they are settled quickly', () => {
    const all = [];
    for (let step = 0; step < 100; step++) {
      const one = delivered(step, 'x');
      all.push(one);
      inFlight.add(one.message);
      inFlight.take(100);
      pass(1_000);
    }
    expect(all.flatMap(({ replies }) => replies)).toEqual([]);
  });

  it('are rejected at the end when they only wait', () => {
    const [processing, waiting] = [delivered(1, 'a'), delivered(2, 'b')];
    inFlight.add(processing.message);
    inFlight.add(waiting.message);
    inFlight.take(1);
    inFlight.rejectWaiting();
    expect([processing.replies, waiting.replies, inFlight.size]).toEqual([[], ['nak'], 0]);
  });
});
