import { ShopClient, type Credentials } from '@orderwire/test-kit/shop-client';
import { composedSystem } from '../compose/composed-system.js';
import { type Environment, readEnvironment } from '../config.js';
import { repositoryRoot } from '../repository.js';
import { runningSystem } from '../system/running-system.js';
import { parseTarget, type Target } from '../target.js';
import { UserError } from '../user-error.js';

/** Signs in to the target system with ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD, or as the demo admin without them. */
export function signInOperator(target: string | undefined): Promise<ShopClient> {
  const { gateway, admin } = systemAt(parseTarget(target));
  return ShopClient.signIn(gateway, accountOf(readEnvironment(repositoryRoot), admin));
}

/** Throws a UserError when there is no account to sign in with. */
export function accountOf(environment: Environment, admin: Credentials | undefined): Credentials {
  const { ORDERWIRE_EMAIL: email, ORDERWIRE_PASSWORD: password } = environment;
  if (email && password) return { email, password };
  if (email || password)
    throw new UserError(`${email ? 'ORDERWIRE_PASSWORD' : 'ORDERWIRE_EMAIL'} is missing.`);
  if (admin) return admin;
  throw new UserError(
    'This system has no demo accounts: set ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD for a staff account.',
  );
}

function systemAt(target: Target): { gateway: string; admin: Credentials | undefined } {
  if (target === 'compose') {
    const { gateway, demo } = composedSystem(repositoryRoot);
    return { gateway, admin: demo['admin'] };
  }
  const { urls, demo } = runningSystem().state;
  if (!urls.gateway) throw new UserError('The running system has no gateway.');
  return { gateway: urls.gateway, admin: demo['admin'] };
}
