import { ShopClient, type Credentials } from '@orderwire/test-kit/shop-client';
import { type Environment, readEnvironment } from './config.js';
import { repositoryRoot } from './repository.js';
import { targetSystem } from './target.js';
import { topology } from './topology.js';
import { UserError } from './user-error.js';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Signs in with ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD, or as the demo admin without them. */
export function signInOperator(target: string | undefined): Promise<ShopClient> {
  const { gateway, demo } = targetSystem(target);
  return ShopClient.signIn(gateway, accountOf(readEnvironment(repositoryRoot), demo['admin']));
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

/** `orders` for "orders" or "orders-ms". Throws a UserError for an unknown service. */
export function parseService(name: string): string {
  const services = topology.flatMap(({ database }) => (database ? [database.name] : []));
  const service = name.replace(/-ms$/, '');
  if (services.includes(service)) return service;
  throw new UserError(`There is no service "${name}" with a database; there are ${services.join(', ')}.`);
}

/** Throws a UserError unless the text is a UUID. */
export function parseId(text: string, option: string): string {
  if (uuid.test(text)) return text;
  throw new UserError(`${option}: "${text}" is not an id.`);
}
