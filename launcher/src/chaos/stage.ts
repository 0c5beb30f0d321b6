import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config.js';
import { givenUp } from '../system/given-up.js';
import { runningSystem } from '../system/running-system.js';
import { startSystem, type System } from '../system/start-system.js';
import type { Secrets } from '../secrets.js';
import type { Backoff } from '../system/supervisor.js';
import type { Random } from './random.js';
import { ShopFloor } from './shop-floor.js';

/** What a run wants of its system. */
export interface StageSettings {
  replicas: Record<string, number>;
  backoff: Backoff;
  /** Every service inherits it when it starts: a change is seen by those that start later. */
  environment: Environment;
  random: Random;
  /** The shop has goods for so many. */
  orders: number;
  /** The data folder stays, for its logs and databases. */
  keep: boolean;
}

/** A system of its own whose shop is open. */
export interface Stage {
  system: System;
  dataDir: string;
  secrets: Secrets;
  floor: ShopFloor;
  tell: (line: string) => void;
  /** The play is to end: nothing answers any more. */
  signal: AbortSignal | undefined;
}

/** Somebody wanted the run to end. */
export class Interrupted extends Error {
  /** `keptIn`: where the databases and logs stay; nothing is left behind without it. */
  constructor(readonly keptIn?: string) {
    super('The run was interrupted.');
  }
}

/** Brings a system up in a folder of its own, plays, and clears everything away, also when `signal` interrupts the play. */
export async function onStage<Result>(
  { replicas, backoff, environment, random, orders, keep }: StageSettings,
  tell: (line: string) => void,
  signal: AbortSignal | undefined,
  play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-chaos-'));
  let system: System | undefined;
  try {
    // The shop puts up its own products.
    const how = { dataDir, replicas, backoff, environment, seed: false };
    system = await startSystem({ ...how, ...(signal && { signal }) });
    tell(`the system is up in ${dataDir}`);
    const { state, secrets } = runningSystem(dataDir);
    const { urls, demo } = state;
    const doors = {
      gateway: urls.gateway ?? '',
      stripe: urls.stripe ?? '',
      stripeSecret: secrets.stripe.secret,
    };
    const staff = demo['staff'] ?? { email: '', password: '' };
    const playing = ShopFloor.open(doors, staff, { random, orders, signal }).then((floor) =>
      play({ system: up, dataDir, secrets, floor, tell, signal }),
    );
    const up = system;
    return await Promise.race([playing, givenUp(signal, 'The run was interrupted.')]);
  } catch (error) {
    if (signal?.aborted) throw new Interrupted(keep ? dataDir : undefined);
    throw error;
  } finally {
    const stopped = system?.stop();
    // Nobody will read what it would still write.
    if (signal?.aborted && !keep) system?.hurry();
    await stopped;
    if (keep) tell(`everything stays in ${dataDir}`);
    // Children of a server that was killed may still write for a moment.
    else rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
