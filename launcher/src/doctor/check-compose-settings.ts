import { join } from 'node:path';
import { composedFor, readSecret } from '../compose/composed-system.js';
import { type Environment, readEnvironmentFile } from '../config.js';
import { keyNames } from '../secrets.js';
import { checkEnvironment } from './check-environment.js';
import { problem, type Finding } from './finding.js';

/** Checks the settings of the containers: `.env`, the process environment, which takes precedence, and the Stripe keys. */
export async function checkComposeSettings(root: string, environment: Environment): Promise<Finding[]> {
  const file = readEnvironmentFile(join(root, '.env'));
  const { production, realStripe } = composedFor(environment);
  const findings: Finding[] = [];
  if (environment['STRIPE_SECRET'] && !realStripe) {
    const text = 'STRIPE_SECRET is set, but COMPOSE_FILE selects the sandbox';
    findings.push(problem(text, 'npm run compose:env'));
  }
  const values = { ...environment, ...(realStripe && readStripeKeys(root, file, findings)) };
  // The containers read these keys from files, and the Compose file decides their mode.
  for (const name of keyNames) delete values[name];
  values['NODE_ENV'] = production ? 'production' : 'development';
  return [...findings, ...(await checkEnvironment(file, values))];
}

/** The Stripe keys that the containers use; none with the sandbox. */
export function effectiveStripeKeys(root: string, environment: Environment): Environment {
  if (!composedFor(environment).realStripe) return {};
  return readStripeKeys(root, readEnvironmentFile(join(root, '.env')), []);
}

/** The keys in the secret files. Unreadable files become findings. */
function readStripeKeys(root: string, env: Environment, findings: Finding[]): Environment {
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
