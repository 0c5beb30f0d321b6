import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecrets } from '../src/secrets.js';
import { startSystem, type System, type SystemOptions } from '../src/system/start-system.js';
import { filesIn, type SystemState } from '../src/system/state-file.js';
import { targetNamed } from '../src/target.js';
import { Account } from './account.js';
import { composedOperations, composedUnderTest } from './composed.js';
import { type Operations, operationsOf, ownControls } from './operations.js';
import { bringUpShared, sharedControls, stateIn } from './shared.js';

export type Role = 'customer' | 'staff' | 'admin';

/** What end-to-end tests have in hand: HTTP, and the processes. */
export interface SystemUnderTest extends Operations {
  /** Base URLs. */
  readonly gateway: string;
  readonly payments: string;
  readonly stripe: string;
  /** Key of the sandbox's API, and the secret that it signs webhooks with. */
  readonly stripeSecret: string;
  readonly endpointSecret: string;
  /** The demo account of this role, signed in; the same one each time. */
  demo(role: Role): Promise<Account>;
}

/** A system of processes on this machine. */
export interface EmbeddedSystem extends SystemUnderTest {
  /** Its processes, ports and credentials, at this moment. */
  readonly state: SystemState;
}

/** A system that the test file brought up for itself. */
export interface OwnSystem extends EmbeddedSystem {
  readonly system: System;
}

/** Whether the tests run against the composed system: what it does not publish cannot be reached then. */
export const composed = targetNamed(process.env.ORDERWIRE_TARGET) === 'compose';

/**
 * The system under test, for the test file that calls it (at its top level), with whatever others have left in it: the one
 * that the run's test files share, or with ORDERWIRE_TARGET=compose the composed system that runs now.
 */
export function useSystem(): SystemUnderTest {
  if (!composed) return useEmbeddedSystem();
  const { gateway, payments, sandbox, demo } = composedUnderTest();
  return {
    ...composedOperations,
    gateway,
    payments,
    stripe: sandbox.url,
    stripeSecret: sandbox.secret,
    endpointSecret: sandbox.endpointSecret,
    demo: signedIn(
      () => gateway,
      (role) => demo[role],
    ),
  };
}

/** The system of processes that the run's test files share, for those that look behind HTTP. It has two gateways. */
export function useEmbeddedSystem(): EmbeddedSystem {
  let dataDir = '';
  const state = () => stateIn(dataDir);
  const operations = operationsOf(sharedControls, state, () => dataDir);
  beforeAll(async () => {
    dataDir = await bringUpShared();
    await operations.everybodyIsReady();
  }, 300_000);
  return underTest(operations, state, () => dataDir);
}

/**
 * Brings all services up as processes, once for the test file that calls it (at its top level), in a temporary folder
 * and on free ports; ends them and removes the folder afterwards. With KEEP_E2E=1 the folder stays, for its logs.
 */
export function useOwnSystem(options: Partial<SystemOptions> = {}): OwnSystem {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-e2e-'));
  let running: System | undefined;
  beforeAll(async () => {
    // The tests make the products that they need.
    running = await startSystem({ dataDir, ports: 'free', seed: false, ...options });
  }, 300_000);
  afterAll(async () => {
    await running?.stop();
    if (!process.env.KEEP_E2E)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }, 180_000);

  const system = () => {
    if (!running) throw new Error('The system is up from beforeAll on, and not before.');
    return running;
  };
  const state = () => system().state;
  const operations = operationsOf(ownControls(system), state, () => dataDir);
  const own = underTest(operations, state, () => dataDir);
  return Object.defineProperty(own, 'system', { get: system }) as OwnSystem;
}

function underTest(operations: Operations, state: () => SystemState, dataDir: () => string): EmbeddedSystem {
  const urlOf = (name: 'gateway' | 'payments' | 'stripe') => state().urls[name] ?? '';
  const stripe = () => readSecrets(filesIn(dataDir()).secrets)?.stripe ?? { secret: '', endpointSecret: '' };
  return {
    ...operations,
    demo: signedIn(
      () => urlOf('gateway'),
      (role) => state().demo[role],
    ),
    get state() {
      return state();
    },
    get gateway() {
      return urlOf('gateway');
    },
    get payments() {
      return urlOf('payments');
    },
    get stripe() {
      return urlOf('stripe');
    },
    get stripeSecret() {
      return stripe().secret;
    },
    get endpointSecret() {
      return stripe().endpointSecret;
    },
  };
}

/** Signs each demo account in once. */
function signedIn(
  gateway: () => string,
  credentialsOf: (role: Role) => { email: string; password: string } | undefined,
): SystemUnderTest['demo'] {
  const accounts = new Map<Role, Promise<Account>>();
  return (role) => {
    const credentials = credentialsOf(role) ?? { email: '', password: '' };
    const account = accounts.get(role) ?? Account.signIn(gateway(), credentials);
    accounts.set(role, account);
    return account;
  };
}
