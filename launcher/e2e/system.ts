import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecrets } from '../src/secrets.js';
import { startSystem, type System, type SystemOptions } from '../src/system/start-system.js';
import { Account } from './account.js';
import { filesIn } from '../src/system/state-file.js';

/** What end-to-end tests have in hand besides the system itself. */
export interface SystemUnderTest {
  /** Kill, stop and start services; where they are. */
  readonly system: System;
  /** Base URLs. */
  readonly gateway: string;
  readonly payments: string;
  readonly stripe: string;
  /** Key of the sandbox's API, and the secret that it signs webhooks with. */
  readonly stripeSecret: string;
  readonly endpointSecret: string;
  /** The demo account of this role, signed in; the same one each time. */
  demo(role: 'customer' | 'staff' | 'admin'): Promise<Account>;
}

/**
 * Brings all services up as processes, once for the test file that calls it (at its top level), in a temporary folder
 * and on free ports; ends them and removes the folder afterwards. With KEEP_E2E=1 the folder stays, for its logs.
 */
export function useSystem(options: Partial<SystemOptions> = {}): SystemUnderTest {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-e2e-'));
  let running: System | undefined;
  beforeAll(async () => {
    running = await startSystem({ dataDir, ports: 'free', ...options });
  }, 180_000);
  afterAll(async () => {
    await running?.stop();
    if (process.env.KEEP_E2E) console.log(`The logs are in ${filesIn(dataDir).logs}`);
    else rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const system = () => {
    if (!running) throw new Error('The system is up from beforeAll on, and not before.');
    return running;
  };
  const urlOf = (name: 'gateway' | 'payments' | 'stripe') => system().state.urls[name] ?? '';
  const stripe = () => readSecrets(filesIn(dataDir).secrets)?.stripe ?? { secret: '', endpointSecret: '' };
  const demo = new Map<string, Promise<Account>>();
  return {
    demo: (role) => {
      const account =
        demo.get(role) ??
        Account.signIn(urlOf('gateway'), system().state.demo[role] ?? { email: '', password: '' });
      demo.set(role, account);
      return account;
    },
    get system() {
      return system();
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
