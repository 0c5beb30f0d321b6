import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../seeded-random.js';
import { nameOfFault, NODES, planClusterFaults } from './cluster-plan.js';

const plan = (seed: number, rounds = 1) => planClusterFaults(new SeededRandom(String(seed)), rounds);

describe('the plan of a cluster run', () => {
  it('is the same for the same seed, and different for another seed and round', () => {
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
    const both = plan(1, 2);
    expect(both.slice(0, both.length / 2)).toEqual(plan(1));
    expect(both.slice(both.length / 2)).not.toEqual(plan(1));
  });

  it('contains each kind of fault once per round', () => {
    for (const seed of [1, 2, 3])
      expect(new Set(plan(seed).map(nameOfFault))).toEqual(
        new Set([
          'kill -9 of the stream leader',
          'kill -9 of a node',
          'return of a node with an empty disk',
          ...['silent', 'refused', 'receive_only'].map((isolation) => `network partition (${isolation})`),
          'kill -9 of a replica',
          'rolling restart',
        ]),
      );
  });

  it('names nodes and replicas that exist', () => {
    for (const fault of [1, 2, 3, 4, 5].flatMap((seed) => plan(seed))) {
      if ('node' in fault && fault.node !== 'leader') expect(fault.node).toBeLessThan(NODES);
      if (fault.kind === 'kill_replica') expect([0, 1]).toContain(fault.replica);
    }
  });
});
