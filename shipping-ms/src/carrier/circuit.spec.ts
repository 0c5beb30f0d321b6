import { describe, expect, it } from '@jest/globals';
import { CarrierOutage, CarrierRefusal } from './carrier-errors.js';
import { Circuit } from './circuit.js';

const outage = () => Promise.reject(new CarrierOutage('down'));
const refusal = () => Promise.reject(new CarrierRefusal(422, 'X', 'no'));

function setUp(pauseMs = 60_000) {
  const changes: boolean[] = [];
  const circuit = new Circuit({ pauseMs, retryAfterMs: 1, onChange: (isOpen) => changes.push(isOpen) });
  const run = (work: () => Promise<unknown>) =>
    circuit.run(work, false).catch((error: Error) => error.message);
  return { circuit, changes, run };
}

describe('the circuit breaker', () => {
  it('opens after 6 outages in a row, and then asks nothing', async () => {
    const { circuit, changes, run } = setUp();
    for (let n = 0; n < 5; n++) await run(outage);
    expect(circuit.isOpen).toBe(false);
    await run(outage);
    expect([circuit.isOpen, changes]).toEqual([true, [true]]);
    let asked = false;
    expect(await run(() => Promise.resolve((asked = true)))).toBe('the carrier is not asked for a while');
    expect(asked).toBe(false);
  });

  it('is not opened by refusals, which are answers', async () => {
    const { circuit, run } = setUp();
    for (let n = 0; n < 20; n++) await run(refusal);
    expect(circuit.isOpen).toBe(false);
  });

  it('lets one request pass after the pause: its success closes it, its failure does not', async () => {
    const { circuit, changes, run } = setUp(1);
    for (let n = 0; n < 6; n++) await run(outage);
    while (circuit.isOpen);
    expect(await run(outage)).toBe('down');
    while (circuit.isOpen);
    expect(await run(() => Promise.resolve('up'))).toBe('up');
    expect(changes).toEqual([true, true, false]);
  });
});

describe('a request that may be repeated', () => {
  it('is tried up to 3 times, others once', async () => {
    const { circuit } = setUp();
    let tries = 0;
    const work = () => (++tries < 3 ? outage() : Promise.resolve(tries));
    expect(await circuit.run(work, true)).toBe(3);
    tries = 0;
    await expect(circuit.run(work, false)).rejects.toThrow('down');
    expect(tries).toBe(1);
  });
});
