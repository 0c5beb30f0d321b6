#!/usr/bin/env node
/**
 * Makes what `docker compose` needs: .env (from .env.template) and the folder of secret files, fresh and random.
 * Needs Node and nothing else. Run again it adds what is missing and keeps what is there; only the Stripe part follows .env.
 *
 *   node deploy/compose/env.mjs [--production] [--force] [--root <folder>]
 *
 * --production  choose compose.prod.yaml; needs your own Stripe keys in .env or the environment
 * --force       make the services' secrets anew, after copying the old ones aside; .env and what is stored under a secret are kept
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EnvFile } from './env/env-file.mjs';
import { Complaint } from './env/complaint.mjs';
import { SecretFiles } from './env/secret-files.mjs';
import { chooseStripe, pagesOfThisMachine } from './env/stripe.mjs';
import { writeServiceSecrets } from './env/service-secrets.mjs';

const options = { production: { type: 'boolean' }, force: { type: 'boolean' }, root: { type: 'string' } };

try {
  run(parseArgs({ options }).values);
} catch (error) {
  if (!(error instanceof Complaint) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function run({ production = false, force = false, root = process.cwd() }) {
  const folder = resolve(root);
  const template = join(folder, '.env.template');
  if (!existsSync(template))
    throw new Complaint(`${template} is not there: run this in the repository's folder.`);
  const env = EnvFile.open(join(folder, '.env'), template);
  const given = { ...env.values(), ...process.env };
  const forProduction = production || (env.values().COMPOSE_FILE ?? '').includes('compose.prod.yaml');
  const stripe = chooseStripe(given, forProduction);
  const secrets = new SecretFiles(resolve(folder, env.values().ORDERWIRE_SECRETS), force);
  const copy = force ? secrets.backUp() : undefined;
  if (copy) console.log(`${copy}: the secrets from before`);
  writeServiceSecrets(secrets);
  stripe.write(secrets);
  if (stripe.composeFile) env.set('COMPOSE_FILE', withYourOwn(stripe.composeFile, env.values().COMPOSE_FILE));
  env.save();
  console.log(`.env: ${env.said()}`);
  console.log(`${secrets.folder}: ${secrets.said()}`);
  if (stripe.incomplete) throw new Complaint(stripe.incomplete);
  console.log(`Payments go to ${stripe.where}.`);
  const pages = forProduction ? pagesOfThisMachine(given) : [];
  if (pages.length > 0) console.log(`Set ${pages.join(' and ')} in .env to pages of your shop.`);
  console.log(`Next: docker compose up --build${copy ? ' --force-recreate' : ''}`);
}

/** The files that this command chooses, then those that the user added: compose.dev.yaml, or one of their own. */
function withYourOwn(chosen, before = '') {
  const choices = ['docker-compose.yml', 'compose.stripe.yaml', 'compose.prod.yaml'];
  const own = before.split(':').filter((file) => file && !choices.includes(file));
  return [chosen, ...own].join(':');
}
