import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readEnvironmentFile, type Environment } from '../config.js';
import type { DemoAccounts } from '../system/state-file.js';
import { UserError } from '../user-error.js';

/** Addresses and accounts of the composed system. */
export interface ComposedSystem {
  /** The Compose project, which is the prefix of containers and networks. */
  readonly project: string;
  readonly gateway: string;
  readonly payments: string;
  /** The sandbox's address, API key and signing secret; absent with real Stripe. */
  readonly sandbox?: { readonly url: string; readonly secret: string; readonly endpointSecret: string };
  /** The page of the mailbox; absent in production. */
  readonly mailbox?: string;
  /** The accounts of the step `demo-accounts`; none in production. */
  readonly demo: DemoAccounts;
}

/** The demo accounts of a composed development system, which a step of auth-ms creates. */
const demoAccounts: DemoAccounts = Object.fromEntries(
  ['customer', 'staff', 'admin'].map((role) => [
    role,
    { email: `${role}@orderwire.example`, password: `demo-${role}-2026` },
  ]),
);

/** Whether COMPOSE_FILE selects production, and whether it selects real Stripe. */
export const composedFor = ({ COMPOSE_FILE = '' }: Environment) => ({
  production: COMPOSE_FILE.includes('prod'),
  realStripe: /stripe|prod/.test(COMPOSE_FILE),
});

/** The project and its published addresses, from `.env`; the defaults where it does not exist. */
export function composedAddresses(root: string): Pick<ComposedSystem, 'project' | 'gateway' | 'payments'> {
  const env = readEnvironmentFile(join(root, '.env'));
  return {
    project: env['COMPOSE_PROJECT_NAME'] ?? 'orderwire',
    gateway: at(env, 'CLIENT_GATEWAY_PORT', 3000),
    payments: at(env, 'PAYMENTS_MS_PORT', 3003),
  };
}

/** The running system. Throws a UserError when the sandbox, which has the keys, does not run. */
export function composedSystem(root: string, program = 'docker'): ComposedSystem {
  const env = readEnvironmentFile(join(root, '.env'));
  const addresses = composedAddresses(root);
  const { production, realStripe } = composedFor(env);
  const secret = (name: string): string => readSecret(addresses.project, 'stripe-sandbox', name, program);
  return {
    ...addresses,
    ...(!realStripe && {
      sandbox: {
        url: at(env, 'STRIPE_SANDBOX_PORT', 3004),
        secret: secret('stripe_secret'),
        endpointSecret: secret('stripe_endpoint_secret'),
      },
    }),
    ...(!production && { mailbox: at(env, 'MAILBOX_PORT', 3008) }),
    demo: production ? {} : demoAccounts,
  };
}

const at = (env: Environment, name: string, port: number): string => `http://127.0.0.1:${env[name] ?? port}`;

/** A secret as the container of a service has it. Generated secrets are in a volume only. */
function readSecret(project: string, service: string, name: string, program: string): string {
  const labels = [`project=${project}`, `service=${service}`];
  const filters = labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
  const docker = (...args: string[]): string => {
    try {
      return execFileSync(program, args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 10_000,
      });
    } catch (error) {
      const { code, stderr } = error as { code?: string; stderr?: string };
      const reason = stderr?.trim().split('\n').at(-1) || code;
      throw new UserError(`Docker does not answer (${reason}): npm run doctor -- --target compose`);
    }
  };
  const [id] = docker('ps', '--quiet', ...filters).split('\n');
  if (!id)
    throw new UserError(`${service} of the project ${project} does not run: docker compose up --build`);
  return docker('exec', id, 'cat', `/run/secrets/${name}`).trim();
}
