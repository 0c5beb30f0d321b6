import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Environment,
  rejectOnAbort,
  runningSystem,
  type Secrets,
  startSystem,
  type System,
  type SystemOptions,
} from '@orderwire/launcher/system';
import { ChaosShop, type ChaosShopOptions } from './chaos-shop.js';

export interface TestBedOptions
  extends
    Pick<ChaosShopOptions, 'random' | 'orders' | 'balance'>,
    Pick<SystemOptions, 'replicas' | 'backoff' | 'durable' | 'release'> {
  /** Read whenever a service starts: changes apply to services that start later. */
  environment: Environment;
  /** Keeps the data folder with logs and databases. */
  keep: boolean;
}

/** A system of its own with an open shop. */
export interface TestBed {
  system: System;
  dataDir: string;
  /** Of services that start from now on. */
  environment: Environment;
  secrets: Secrets;
  shop: ChaosShop;
  log: (line: string) => void;
  /** Aborted when the run is interrupted. */
  signal: AbortSignal | undefined;
}

export class Interrupted extends Error {
  constructor(
    /** The folder that `keep` has kept. */
    readonly dataDir?: string,
  ) {
    super('The run was interrupted.');
  }
}

/**
 * Starts a system in a temporary folder, runs `work`, and removes everything, also when `signal`
 * interrupts it.
 */
export async function withTestBed<Result>(
  { environment, random, orders, balance, keep, replicas, backoff, durable = false, release }: TestBedOptions,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
  work: (testBed: TestBed) => Promise<Result>,
): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-chaos-'));
  let system: System | undefined;
  try {
    // The shop creates its own products. Processes are killed, not the machine: it need not be durable.
    const options = {
      dataDir,
      replicas,
      backoff,
      environment,
      seed: false,
      durable,
      ...(release && { release }),
    };
    const started = (system = await startSystem({ ...options, ...(signal && { signal }) }));
    log(`the system is up in ${dataDir}`);
    const { state, secrets } = runningSystem(dataDir);
    const opening = ChaosShop.open(state, secrets.stripe.secret, {
      ...{ random, orders, signal },
      ...(balance && { balance }),
    });
    const working = opening.then((shop) =>
      work({ system: started, dataDir, environment, secrets, shop, log, signal }),
    );
    return await Promise.race([working, rejectOnAbort(signal, 'The run was interrupted.')]);
  } catch (error) {
    if (signal?.aborted) throw new Interrupted(keep ? dataDir : undefined);
    throw error;
  } finally {
    const stopped = system?.stop();
    // Data that is deleted needs no graceful stop.
    if (signal?.aborted && !keep) system?.forceStop();
    await stopped;
    if (keep) log(`databases and logs are kept in ${dataDir}`);
    // Children of a killed server may still write for a moment.
    else rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
