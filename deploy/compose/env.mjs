#!/usr/bin/env node
/**
 * Makes what `docker compose` needs: .env (from .env.template) and the folder of secret files, fresh and random.
 * Needs Node and nothing else. Run again it adds what is missing and keeps what is there; only the Stripe part follows .env.
 *
 *   node deploy/compose/env.mjs [--production] [--force] [--root <folder>]
 *
 * --production  choose compose.prod.yaml; needs your own Stripe keys in .env or the environment
 * --force       make everything anew. A database that exists already keeps its old passwords: see docs/compose.md
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EnvFile } from './env/env-file.mjs';
import { Complaint } from './env/complaint.mjs';
import { SecretFiles } from './env/secret-files.mjs';
import { chooseStripe } from './env/stripe.mjs';
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
  const env = EnvFile.open(join(folder, '.env'), template, force);
  const { COMPOSE_FILE = '' } = env.values();
  const stripe = chooseStripe(
    { ...env.values(), ...process.env },
    production || COMPOSE_FILE.includes('compose.prod.yaml'),
  );
  const secrets = new SecretFiles(resolve(folder, env.values().ORDERWIRE_SECRETS), force);
  writeServiceSecrets(secrets);
  stripe.write(secrets);
  env.set('COMPOSE_FILE', stripe.composeFile);
  env.save();
  console.log(`.env: ${env.said()}`);
  console.log(`${secrets.folder}: ${secrets.said()}`);
  console.log(`Payments go to ${stripe.where}.`);
  console.log('Next: docker compose up --build');
}
