import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Tally } from './tally.js';

type Step = { replica: number; do: 'take' | 'tell' | 'fail' | 'lose' };

const step = fc.record({
  replica: fc.nat(2),
  do: fc.constantFrom<Step['do'][]>('take', 'take', 'take', 'tell', 'fail', 'lose'),
});

/** Three replicas and the counter they share; `lose` is a NATS server that comes back empty. */
class Replicas {
  readonly tallies = [0, 1, 2].map(() => new Tally('limits.ip.x.1', 1));
  readonly taken = [0, 0, 0];
  value = 0;

  run({ replica, do: what }: Step): void {
    const tally = this.tallies[replica]!;
    if (what === 'lose') this.value = 0;
    if (what === 'take') {
      tally.take();
      this.taken[replica]!++;
    }
    if (what === 'fail') tally.failed(tally.tell());
    if (what === 'tell') this.tell(tally);
  }

  tell(tally: Tally): void {
    const amount = tally.tell();
    if (amount === 0) return;
    this.value += amount;
    tally.heard(amount, this.value);
  }

  get sum(): number {
    return this.taken.reduce((a, b) => a + b);
  }
}

const long = { maxLength: 100, size: 'max' } as const;
const steps = fc.array(step, long);
const stepsWithout = (left: Step['do']) =>
  fc.array(
    step.filter(({ do: what }) => what !== left),
    long,
  );

describe('a tally', () => {
  it('never falls, and never below what was taken here, whatever is lost', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const replicas = new Replicas();
        for (const each of all) {
          const before = replicas.tallies.map(({ total }) => total);
          replicas.run(each);
          replicas.tallies.forEach(({ total }, index) => {
            expect(total).toBeGreaterThanOrEqual(before[index]!);
            expect(total).toBeGreaterThanOrEqual(replicas.taken[index]!);
          });
        }
      }),
    );
  });

  it('counts nothing that nobody took', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const replicas = new Replicas();
        for (const each of all) replicas.run(each);
        for (const { total } of replicas.tallies) expect(total).toBeLessThanOrEqual(replicas.sum);
      }),
    );
  });

  it('is the sum over all replicas once each has told what it took', () => {
    fc.assert(
      fc.property(stepsWithout('lose'), (all) => {
        const replicas = new Replicas();
        for (const each of all) replicas.run(each);
        for (const tally of replicas.tallies) replicas.tell(tally);
        expect(replicas.value).toBe(replicas.sum);
        for (const tally of replicas.tallies) {
          tally.take();
          const others = replicas.value;
          replicas.tell(tally);
          expect(tally.total).toBe(others + 1);
        }
      }),
    );
  });

  it('hears of the others again after the counter was lost', () => {
    const replicas = new Replicas();
    const [one, other] = replicas.tallies as [Tally, Tally];
    for (let i = 0; i < 5; i++) one.take();
    replicas.tell(one);
    replicas.value = 0;
    for (let i = 0; i < 2; i++) other.take();
    replicas.tell(other);
    one.take();
    replicas.tell(one);
    one.take();
    replicas.tell(one);
    expect(one.total).toBe(9);
  });

  it('tells again what nobody confirmed', () => {
    const tally = new Tally('limits.ip.x.1', 1);
    tally.take();
    tally.take();
    tally.failed(tally.tell());
    expect(tally.tell()).toBe(2);
    expect(tally.tell()).toBe(0);
  });
});
