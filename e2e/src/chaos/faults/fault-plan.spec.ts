import { describe, expect, it } from '@jest/globals';
import { ACK_WAIT_SECONDS, planFaults } from './fault-plan.js';
import { scenarioOf } from '../scenario.js';
import { SeededRandom } from '../seeded-random.js';

const plan = (seed: number) => planFaults(new SeededRandom(String(seed)), { orders: 2_000, kills: 100 });

describe('the plan of a chaos run', () => {
  it('is the same for the same seed, and different for another seed', () => {
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
    expect(scenarioOf(new SeededRandom('1'), 5, 10)).toEqual(scenarioOf(new SeededRandom('1'), 5, 10));
  });

  it('spreads the requested number of kills over all orders', () => {
    const kills = plan(3).filter(({ kind }) => kind === 'kill');
    expect(kills).toHaveLength(100);
    const times = kills.map(({ afterOrders }) => afterOrders);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (let quarter = 0; quarter < 4; quarter++)
      expect(times.filter((at) => Math.floor(at / 500) === quarter).length).toBeGreaterThan(20);
  });

  it('contains every other fault, also in a short run, and restores a backup after it was made', () => {
    for (const seed of [1, 2, 3]) {
      const events = planFaults(new SeededRandom(String(seed)), { orders: 40, kills: 1 });
      const kinds = events.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind !== 'kill' && kind !== 'hang')).toEqual([
        ...['remake_stream', 'lose_streams', 'back_up', 'restore'],
      ]);
      expect(kinds.filter((kind) => kind === 'hang')).toHaveLength(1);
      const [backup, restore] = events.filter(
        (event) => event.kind === 'back_up' || event.kind === 'restore',
      );
      expect(restore).toMatchObject({ service: (backup as { service: string }).service });
    }
  });

  it('lets replicas hang for longer than the acknowledgement wait', () => {
    const hangs = plan(5).flatMap((event) => (event.kind === 'hang' ? [event] : []));
    expect(hangs).toHaveLength(20);
    for (const { seconds } of hangs) expect(seconds).toBeGreaterThan(ACK_WAIT_SECONDS);
  });

  it('kills services, servers and both replicas', () => {
    const seen = new Set(
      plan(4).map((event) => (event.kind === 'kill' ? `${event.service} ${event.replica}` : event.kind)),
    );
    const services = [
      'orders-ms 0',
      'orders-ms 1',
      'payments-ms 1',
      'notifications-ms 0',
      'notifications-ms 1',
    ];
    for (const name of [...services, 'nats 0', 'postgres 0', 'auth-ms 0']) expect([...seen]).toContain(name);
  });

  it('contains every shopper action, staff action and currency', () => {
    const scenarios = Array.from({ length: 2_000 }, (_, number) =>
      scenarioOf(new SeededRandom('9'), number, 10),
    );
    expect(new Set(scenarios.map(({ shopperAction }) => shopperAction)).size).toBe(10);
    expect(new Set(scenarios.map(({ staffAction }) => staffAction)).size).toBe(9);
    expect(new Set(scenarios.map(({ currency }) => currency)).size).toBe(4);
    for (const { lines } of scenarios) expect(lines.length).toBeGreaterThan(0);
  });
});
