import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import { InFlightMessages } from './in-flight-messages.js';

/** A message as the stream gives it, and what was said of it. */
const message = (seq: number, id: string) => {
  const said: string[] = [];
  const fake = {
    seq,
    headers: { get: (name: string) => (name === 'Nats-Msg-Id' ? id : '') },
    info: { stream: 's', timestampNanos: seq },
    working: () => said.push('working'),
    nak: () => said.push('nak'),
  };
  return { said, given: fake as unknown as JsMsg };
};

describe('the messages that a consumer holds', () => {
  let clock: number;
  let held: InFlightMessages;
  const pass = (ms: number) => {
    clock += ms;
    held.heartbeat();
  };
  beforeEach(() => {
    clock = 0;
    held = new InFlightMessages(30_000, () => clock);
  });

  it('are as many as wait, however often each is delivered again, and the last delivery of each is the one to settle', () => {
    const last = message(1, 'a');
    for (let time = 0; time < 50; time++) {
      held.add(message(1, 'a').given);
      held.add(message(2, 'b').given);
    }
    held.add(last.given);
    expect(held.size).toBe(2);
    expect(held.take(100)[0]).toBe(last.given);
    expect(held.size).toBe(0);
  });

  it('never push out another event: the places of a stream that was lost begin again, and a replay gives an event two places', () => {
    for (const [seq, id] of [
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
    ] as const)
      held.add(message(seq, id).given);
    expect(held.size).toBe(3);
  });

  it('are kept from being delivered again for as long as the work goes on, those that only wait as well', () => {
    const [working, waiting] = [message(1, 'a'), message(2, 'b')];
    held.add(working.given);
    held.add(waiting.given);
    held.take(1);
    for (let step = 0; step < 20; step++) pass(5_000);
    expect(working.said.length).toBeGreaterThan(3);
    expect(waiting.said).toEqual(working.said);
    expect(new Set(waiting.said)).toEqual(new Set(['working']));
  });

  it('are not spoken of when they are settled in good time', () => {
    const all = [];
    for (let step = 0; step < 100; step++) {
      const one = message(step, 'x');
      all.push(one);
      held.add(one.given);
      held.take(100);
      pass(1_000);
    }
    expect(all.flatMap(({ said }) => said)).toEqual([]);
  });

  it('that only wait are given back at the end', () => {
    const [working, waiting] = [message(1, 'a'), message(2, 'b')];
    held.add(working.given);
    held.add(waiting.given);
    held.take(1);
    held.giveBack();
    expect([working.said, waiting.said, held.size]).toEqual([[], ['nak'], 0]);
  });
});
