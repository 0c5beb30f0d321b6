import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composedFor, readSecret } from '../compose/composed-system.js';
import { type Environment, knownNames, readEnvironmentFile } from '../config.js';
import { keyNames } from '../secrets.js';
import { checkEnvironment } from './check-environment.js';
import { problem, type Finding } from './finding.js';

/**
 * What the containers are given: names and values of `.env` and of the environment, which wins for Compose too, and the
 * Stripe keys that lie in the secret files. Whatever is wrong with them is a finding; nothing is thrown.
 */
export function checkComposeSettings(root: string, environment: Environment): Finding[] {
  const file = readEnvironmentFile(join(root, '.env'));
  const { production, realStripe } = composedFor(environment);
  const findings: Finding[] = [];
  if (environment['STRIPE_SECRET'] && !realStripe)
    findings.push(
      problem(
        'STRIPE_SECRET is set, and the sandbox is still what COMPOSE_FILE chooses',
        'npm run compose:env',
      ),
    );
  const values = { ...environment, ...(realStripe && stripeKeys(root, file, findings)) };
  // The containers' keys are files of their own, and their mode is the Compose file's choice.
  for (const name of keyNames) delete values[name];
  values['NODE_ENV'] = production ? 'production' : 'development';
  return [...findings, ...checkEnvironment(file, values, [...knownNames, ...explainedNames(root)])];
}

/** The keys in effect: those that `compose:env` copied into the secret files. */
function stripeKeys(root: string, env: Environment, findings: Finding[]): Environment {
  try {
    return {
      STRIPE_SECRET: readSecret(root, env, 'stripe_secret'),
      STRIPE_ENDPOINT_SECRET: readSecret(root, env, 'stripe_endpoint_secret'),
    };
  } catch (error) {
    findings.push(problem((error as Error).message, 'npm run compose:env'));
    return {};
  }
}

/** The keys of {@link checkComposeSettings}, for who asks Stripe about them. */
export function keysInEffect(root: string, environment: Environment): Environment {
  if (!composedFor(environment).realStripe) return {};
  return stripeKeys(root, readEnvironmentFile(join(root, '.env')), []);
}

/** Every name that `.env.template` explains, set or commented out; and Compose's own. */
function explainedNames(root: string): string[] {
  const template = join(root, '.env.template');
  if (!existsSync(template)) return [];
  const names = readFileSync(template, 'utf8').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm);
  return ['COMPOSE_PROFILES', ...[...names].map(([, name = '']) => name)];
}
