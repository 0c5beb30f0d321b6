import { afterEach, describe, expect, it } from '@jest/globals';
import { NudgedLoop, type Round } from './nudged-loop.js';

/** A loop whose rounds a test lets go on one by one. */
class Rounds {
  readonly began: (() => void)[] = [];
  private waiting: ((round: Round | Error) => void) | undefined;
  readonly errors: unknown[] = [];
  count = 0;

  readonly loop = new NudgedLoop(
    () =>
      new Promise<Round>((resolve, reject) => {
        this.count++;
        this.waiting = (result) => (result instanceof Error ? reject(result) : resolve(result));
        this.began.shift()?.();
      }),
    { pollMs: 1e9, onError: (error) => this.errors.push(error) },
  );

  begins(): Promise<void> {
    return new Promise((resolve) => this.began.push(resolve));
  }

  ends(round: Round | Error): void {
    this.waiting?.(round);
  }
}

describe('a nudged loop', () => {
  let rounds: Rounds;

  const started = async (): Promise<void> => {
    rounds = new Rounds();
    const first = rounds.begins();
    rounds.loop.start();
    await first;
  };
  afterEach(async () => {
    const stopped = rounds.loop.stop();
    rounds.ends('idle');
    await stopped;
  });

  it('begins a round when it is nudged, and not before', async () => {
    await started();
    rounds.ends('idle');
    await new Promise(setImmediate);
    expect(rounds.count).toBe(1);
    const second = rounds.begins();
    rounds.loop.nudge();
    await second;
    expect(rounds.count).toBe(2);
  });

  it('does not forget a nudge that came during a round', async () => {
    await started();
    const second = rounds.begins();
    rounds.loop.nudge();
    rounds.ends('idle');
    await second;
  });

  it.each<Round>(['more', 'busy'])('goes on by itself after a round that found %s', async (found) => {
    await started();
    const second = rounds.begins();
    rounds.ends(found);
    await second;
  });

  it('tells an error and goes on', async () => {
    await started();
    const second = rounds.begins();
    rounds.ends(new Error('not now'));
    await second;
    expect(rounds.errors).toHaveLength(1);
  });

  it('lets the round at hand finish when it is stopped, and begins no other', async () => {
    await started();
    let stopped = false;
    const stopping = rounds.loop.stop().then(() => (stopped = true));
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    rounds.ends('more');
    await stopping;
    expect(rounds.count).toBe(1);
  });
});
