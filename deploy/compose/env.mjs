#!/usr/bin/env node
/**
 * Creates what `docker compose` needs: .env (from .env.template) and a folder of random secret
 * files. Needs Node only. A second run adds what is missing and keeps the rest; only the Stripe
 * secrets follow .env.
 *
 * node deploy/compose/env.mjs [--production] [--force] [--root <folder>]
 *
 * --production selects compose.prod.yaml; needs your own Stripe keys in .env or the environment
 * --force replaces the services' secrets after a backup; keeps .env and the secrets that stored
 * data depends on
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EnvFile } from './env/env-file.mjs';
import { SecretFiles, UserError } from './env/secret-files.mjs';
import { chooseStripe, localPages } from './env/stripe.mjs';
import { writeServiceSecrets } from './env/service-secrets.mjs';

const options = { production: { type: 'boolean' }, force: { type: 'boolean' }, root: { type: 'string' } };

try {
  run(parseArgs({ options }).values);
} catch (error) {
  if (!(error instanceof UserError) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function run({ production = false, force = false, root = process.cwd() }) {
  const folder = resolve(root);
  const template = join(folder, '.env.template');
  if (!existsSync(template))
    throw new UserError(`${template} does not exist. Run this in the root of the repository.`);
  const env = EnvFile.open(join(folder, '.env'), template);
  const given = { ...env.values(), ...process.env };
  const forProduction = production || (env.values().COMPOSE_FILE ?? '').includes('compose.prod.yaml');
  const stripe = chooseStripe(given, forProduction);
  const secrets = new SecretFiles(resolve(folder, env.values().ORDERWIRE_SECRETS), force);
  const backup = force ? secrets.backUp() : undefined;
  if (backup) console.log(`${backup}: backup of the previous secrets`);
  writeServiceSecrets(secrets);
  stripe.write(secrets);
  if (stripe.composeFile)
    env.set('COMPOSE_FILE', withOwnFiles(stripe.composeFile, env.values().COMPOSE_FILE));
  env.save();
  console.log(`.env: ${env.changes()}`);
  console.log(`${secrets.folder}: ${secrets.changes()}`);
  if (stripe.incomplete) throw new UserError(stripe.incomplete);
  console.log(`Payments go to ${stripe.where}.`);
  const pages = forProduction ? localPages(given) : [];
  if (pages.length > 0) console.log(`Set ${pages.join(' and ')} in .env to pages of your shop.`);
  console.log(`Next: docker compose up --build${backup ? ' --force-recreate' : ''}`);
}

/**
 * The files that this command selects, then the files that the user added, such as
 * compose.dev.yaml.
 */
function withOwnFiles(chosen, before = '') {
  const selectable = ['docker-compose.yml', 'compose.stripe.yaml', 'compose.prod.yaml'];
  const own = before.split(':').filter((file) => file && !selectable.includes(file));
  return [chosen, ...own].join(':');
}
