import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, Metrics } from '../src/index.js';
import { SampleWorld } from './sample-world.js';

describe('the pool of a service', () => {
  let world: SampleWorld;
  beforeAll(async () => {
    world = await SampleWorld.create();
    await world.launch();
  });
  afterAll(() => world.close());

  const measured = async (name: string) => {
    const { body } = await world.get(Metrics).page();
    return Number(new RegExp(`^orderwire_database_${name}.*\\} (\\d+)$`, 'm').exec(body)?.[1]);
  };

  it('has no waiters while connections are idle: a scrape does not count its own statements', async () => {
    const { pool } = world.get(Database);
    await pool.query('SELECT 1');
    expect(await measured('waiters')).toBe(0);
    expect(await measured('connections_limit')).toBe(pool.options.max);
  });

  it('counts what waits while all connections are used', async () => {
    const { pool } = world.get(Database);
    const used = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    const waiting = [pool.query('SELECT 1'), pool.query('SELECT 1')];
    // A scrape reads the pool first, and then waits for a connection too.
    const pages = [measured('waiters'), measured('connections\\{state="used"')];
    for (const client of used) client.release();
    await Promise.all(waiting);
    const [waiters = 0, connections = 0] = await Promise.all(pages);
    expect(waiters).toBeGreaterThanOrEqual(2);
    expect(connections).toBe(pool.options.max);
  });
});
