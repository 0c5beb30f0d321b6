import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import {
  filesIn,
  readSecrets,
  startSystem,
  type System,
  type SystemOptions,
  type SystemState,
} from '@orderwire/launcher/system';
import {
  type Credentials,
  MailboxClient,
  ShopClient,
  StripeSandboxClient,
} from '@orderwire/test-kit/shop-client';
import { readEndToEndEnvironment } from '../../src/config.js';
import { composedOperations, composedUnderTest } from './composed.js';
import { controlOf, type Operations, operationsOf } from './operations.js';
import { sharedControl, stateIn, type Turn, useShared } from './shared.js';

export type Role = 'customer' | 'staff' | 'admin';

/** A system as the specs use it: over HTTP, with control over its processes. */
export interface SystemUnderTest extends Operations {
  /** Base URLs. */
  readonly gateway: string;
  readonly payments: string;
  /** The secret with which the sandbox signs webhooks. */
  readonly endpointSecret: string;
  /** Shows the details of readiness. Absent for a composed system, which keeps its secrets. */
  readonly serviceKey: string | undefined;
  readonly stripe: StripeSandboxClient;
  /** Where all mails arrive. */
  readonly mailbox: MailboxClient;
  readonly guest: ShopClient;
  /** The demo account of this role; signed in once. */
  demo(role: Role): Promise<ShopClient>;
  /** Creates a customer's account (default: with a new address) and signs it in. */
  register(email?: string): Promise<ShopClient>;
  signIn(credentials: Credentials): Promise<ShopClient>;
}

/** A system of processes on this machine. */
export interface EmbeddedSystem extends SystemUnderTest {
  /** Processes, ports and credentials at this moment. */
  readonly state: SystemState;
}

/** A system that the spec itself has started. */
export interface OwnSystem extends EmbeddedSystem {
  readonly embedded: System;
}

/** Whether the specs run against the composed system, of which only published ports are reachable. */
export const composed = readEndToEndEnvironment().target === 'compose';

/**
 * The system under test, with data of other specs: the shared embedded system, or with
 * ORDERWIRE_TARGET=compose the running composed system. Call it at the top level of a spec.
 */
export function useSystem(): SystemUnderTest {
  if (!composed) return useEmbeddedSystem();
  const { gateway, payments, mailbox, sandbox, demo } = composedUnderTest();
  return systemAt(composedOperations, () => ({
    ...{ gateway, payments, mailbox, demo },
    stripe: sandbox.url,
    stripeSecret: sandbox.secret,
    endpointSecret: sandbox.endpointSecret,
  }));
}

/** The shared embedded system, for specs that use more than HTTP. It has two gateways. */
export function useEmbeddedSystem(): EmbeddedSystem {
  let turn: Turn | undefined;
  const dataDir = () => turn?.dataDir ?? '';
  const state = () => stateIn(dataDir());
  const operations = operationsOf(sharedControl, state, dataDir);
  beforeAll(async () => {
    turn = await useShared();
    await operations.allReady();
  }, 600_000);
  afterAll(() => turn?.end());
  return embedded(operations, state, dataDir);
}

/**
 * Starts a system for one spec, in a temporary folder and on free ports, and removes it afterwards.
 * With KEEP_E2E=1 the folder stays, for its logs. Call it at the top level of a spec.
 */
export function useOwnSystem(options: Partial<SystemOptions> = {}): OwnSystem {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-e2e-'));
  let running: System | undefined;
  beforeAll(async () => {
    // The specs create their own products.
    running = await startSystem({ dataDir, ports: 'free', seed: false, durable: false, ...options });
  }, 300_000);
  afterAll(async () => {
    await running?.stop();
    if (!readEndToEndEnvironment().keepFiles)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }, 180_000);

  const system = () => {
    if (!running) throw new Error('The system runs from beforeAll on.');
    return running;
  };
  const state = () => system().state;
  const own = embedded(
    operationsOf(controlOf(system), state, () => dataDir),
    state,
    () => dataDir,
  );
  return Object.defineProperty(own, 'embedded', { get: system }) as OwnSystem;
}

/**
 * Where a system is reachable. Read at every use: an embedded system has no addresses before
 * beforeAll.
 */
interface Addresses {
  gateway: string;
  payments: string;
  stripe: string;
  mailbox: string;
  stripeSecret: string;
  endpointSecret: string;
  serviceKey?: string;
  demo: Record<string, Credentials>;
}

function embedded(operations: Operations, state: () => SystemState, dataDir: () => string): EmbeddedSystem {
  const system = systemAt(operations, () => {
    const { urls, demo } = state();
    const { stripe, keys } = readSecrets(filesIn(dataDir()).secrets) ?? {};
    return {
      ...{ gateway: urls.gateway ?? '', payments: urls.payments ?? '', stripe: urls.stripe ?? '', demo },
      mailbox: urls.mailbox ?? '',
      stripeSecret: stripe?.secret ?? '',
      endpointSecret: stripe?.endpointSecret ?? '',
      ...(keys && { serviceKey: keys.SERVICE_KEY }),
    };
  });
  return Object.defineProperty(system, 'state', { get: state }) as EmbeddedSystem;
}

function systemAt(operations: Operations, addresses: () => Addresses): SystemUnderTest {
  const accounts = new Map<Role, Promise<ShopClient>>();
  const signIn = (credentials: Credentials) => ShopClient.signIn(addresses().gateway, credentials);
  return {
    ...operations,
    signIn,
    get gateway() {
      return addresses().gateway;
    },
    get payments() {
      return addresses().payments;
    },
    get serviceKey() {
      return addresses().serviceKey;
    },
    get endpointSecret() {
      return addresses().endpointSecret;
    },
    get stripe() {
      const { stripe, stripeSecret } = addresses();
      return new StripeSandboxClient(stripe, stripeSecret);
    },
    get mailbox() {
      return new MailboxClient(addresses().mailbox);
    },
    get guest() {
      return ShopClient.guest(addresses().gateway);
    },
    demo: (role) => {
      const account = accounts.get(role) ?? signIn(addresses().demo[role] ?? { email: '', password: '' });
      accounts.set(role, account);
      return account;
    },
    register: (email = `${randomUUID()}@example.com`) => {
      const account = { name: 'Grace Hopper', email, password: `a long password ${randomUUID()}` };
      return ShopClient.register(addresses().gateway, account);
    },
  };
}
