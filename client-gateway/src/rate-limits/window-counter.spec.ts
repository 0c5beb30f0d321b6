import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CounterStore, WindowCounter } from './window-counter.js';

type Step = { replica: number; do: 'increment' | 'flush' | 'fail' | 'lose' };

const step = fc.record({
  replica: fc.nat(2),
  do: fc.constantFrom<Step['do'][]>('increment', 'increment', 'increment', 'flush', 'fail', 'lose'),
});

/** Three replicas and their shared counter; `lose` is a NATS server that restarts empty. */
class Replicas {
  readonly counters = [0, 1, 2].map(() => new WindowCounter('limits.ip.x.1', 1));
  readonly counted = [0, 0, 0];
  value = 0;

  run({ replica, do: action }: Step): void {
    const counter = this.counters[replica]!;
    if (action === 'lose') this.value = 0;
    if (action === 'increment') {
      counter.increment();
      this.counted[replica]!++;
    }
    if (action === 'fail') counter.onFlushFailed(counter.takePending());
    if (action === 'flush') this.flush(counter);
  }

  flush(counter: WindowCounter): void {
    const amount = counter.takePending();
    if (amount === 0) return;
    this.value += amount;
    counter.onFlushed(amount, this.value);
  }

  get sum(): number {
    return this.counted.reduce((a, b) => a + b);
  }
}

const long = { maxLength: 100, size: 'max' } as const;
const steps = fc.array(step, long);
const stepsWithout = (left: Step['do']) =>
  fc.array(
    step.filter(({ do: action }) => action !== left),
    long,
  );

describe('the total of a WindowCounter', () => {
  it('never falls, nor below the local count, whatever is lost', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const replicas = new Replicas();
        for (const each of all) {
          const before = replicas.counters.map(({ total }) => total);
          replicas.run(each);
          replicas.counters.forEach(({ total }, index) => {
            expect(total).toBeGreaterThanOrEqual(before[index]!);
            expect(total).toBeGreaterThanOrEqual(replicas.counted[index]!);
          });
        }
      }),
    );
  });

  it('never exceeds the number of increments', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const replicas = new Replicas();
        for (const each of all) replicas.run(each);
        for (const { total } of replicas.counters) expect(total).toBeLessThanOrEqual(replicas.sum);
      }),
    );
  });

  it('is the sum over all replicas once each has flushed', () => {
    fc.assert(
      fc.property(stepsWithout('lose'), (all) => {
        const replicas = new Replicas();
        for (const each of all) replicas.run(each);
        for (const counter of replicas.counters) replicas.flush(counter);
        expect(replicas.value).toBe(replicas.sum);
        for (const counter of replicas.counters) {
          counter.increment();
          const others = replicas.value;
          replicas.flush(counter);
          expect(counter.total).toBe(others + 1);
        }
      }),
    );
  });

  it('includes other replicas again after the shared counter was lost', () => {
    const replicas = new Replicas();
    const [one, other] = replicas.counters as [WindowCounter, WindowCounter];
    for (let i = 0; i < 5; i++) one.increment();
    replicas.flush(one);
    replicas.value = 0;
    for (let i = 0; i < 2; i++) other.increment();
    replicas.flush(other);
    one.increment();
    replicas.flush(one);
    one.increment();
    replicas.flush(one);
    expect(one.total).toBe(9);
  });

  it('is flushed again when a flush failed', () => {
    const counter = new WindowCounter('limits.ip.x.1', 1);
    counter.increment();
    counter.increment();
    counter.onFlushFailed(counter.takePending());
    expect(counter.takePending()).toBe(2);
    expect(counter.takePending()).toBe(0);
  });
});

describe('CounterStore', () => {
  const storeOf = (maxKeys: number) =>
    new CounterStore(maxKeys, (key, window) => `limits.ip.${key}.${window}`);

  it('has one counter per key and window', () => {
    const store = storeOf(10);
    expect(store.get('a', 1)).toBe(store.get('a', 1));
    expect(store.get('a', 1)).not.toBe(store.get('b', 1));
    expect(store.get('a', 1).subject).toBe('limits.ip.a.1');
  });

  it('forgets all counters when their window ends', () => {
    const store = storeOf(10);
    store.get('a', 1).increment();
    store.get('b', 1).increment();
    expect(store.get('a', 2).total).toBe(0);
    expect(store.size).toBe(1);
  });

  it('never exceeds its size: the least recently used counter goes', () => {
    const store = storeOf(2);
    for (const key of ['a', 'b', 'c']) store.get(key, 1).increment();
    expect(store.size).toBe(2);
    expect(store.get('c', 1).total).toBe(1);
    expect(store.get('a', 1).total).toBe(0);
  });
});
