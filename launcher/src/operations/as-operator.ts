import type { Credentials } from '../account/sign-in.js';
import { composedSystem } from '../compose/composed-system.js';
import { type Environment, readEnvironment } from '../config.js';
import { repositoryRoot } from '../repository.js';
import { runningSystem } from '../system/running-system.js';
import { type Target, targetNamed } from '../target.js';
import { UserError } from '../user-error.js';
import { Operator } from './operator.js';

/**
 * Signs in at the system that `--target` names: as ORDERWIRE_EMAIL with ORDERWIRE_PASSWORD where they are set, otherwise as
 * the demo admin.
 */
export function asOperator(target: string | undefined): Promise<Operator> {
  const { gateway, admin } = systemAt(targetNamed(target));
  return Operator.signIn(gateway, accountOf(readEnvironment(repositoryRoot), admin));
}

/** Throws a UserError when there is nobody to sign in as. */
export function accountOf(environment: Environment, admin: Credentials | undefined): Credentials {
  const { ORDERWIRE_EMAIL: email, ORDERWIRE_PASSWORD: password } = environment;
  if (email && password) return { email, password };
  if (email || password)
    throw new UserError(`${email ? 'ORDERWIRE_PASSWORD' : 'ORDERWIRE_EMAIL'} is missing beside the other.`);
  if (admin) return admin;
  throw new UserError(
    'This system has no demo accounts: set ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD to those of a staff account.',
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
