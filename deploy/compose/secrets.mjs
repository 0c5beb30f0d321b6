#!/usr/bin/env node
/**
 * Secrets of the composed system. The step `secrets` of docker-compose.yml runs it before all other
 * containers: it fills the volume `secrets` with one folder per container, each with the files that
 * this container may read. In development it creates what is not given, once; in production it
 * requires every secret by name and creates none.
 *
 * node secrets.mjs --volume <folder> [--given <folder>] [--group <id>]
 * node secrets.mjs --create <folder>     random secrets of your own, for production; keeps existing files
 *
 * --group may read the files, in addition to their owner. NODE_ENV=production selects production.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** 192 bits as letters and digits, safe in URLs, configuration files and shells. */
const password = () => randomBytes(24).toString('hex');
/** The format of the services' keys: base64 of 32 random bytes. */
const key = () => randomBytes(32).toString('base64');

/** Services with a database, and the secrets of their own. */
const services = {
  auth: ['auth_key_secret'],
  products: [],
  orders: ['order_token_secret'],
  payments: ['stripe_secret', 'stripe_endpoint_secret'],
  notifications: ['notification_token_secret', 'mail_events_secret', 'smtp_url'],
  invoices: [],
  shipping: ['carrier_api_key', 'carrier_webhook_secret'],
  insights: [],
};
const names = Object.keys(services);
/** NATS users by the name in their secret file. */
const natsUsers = {
  ...Object.fromEntries(names.map((name) => [name, `${name}-ms`])),
  gateway: 'client-gateway',
  provisioner: 'provisioner',
};

/**
 * Every secret, and how it is created. PostgreSQL's roles and NATS' users follow from the URLs, so
 * no password is kept twice.
 */
const secrets = {
  postgres_password: password,
  service_key: key,
  auth_key_secret: key,
  order_token_secret: key,
  notification_token_secret: key,
  mail_events_secret: () => `whsec_${key()}`,
  ...named(names, (name) => [
    `${name}_database_url`,
    () => `postgres://${name}_ms:${password()}@postgres:5432/${name}`,
  ]),
  ...named(Object.entries(natsUsers), ([name, user]) => [
    `${name}_nats_url`,
    () => `nats://${user}:${password()}@nats:4222`,
  ]),
  stripe_secret: () => `sk_test_sandbox${password()}`,
  stripe_endpoint_secret: () => `whsec_${password()}`,
  smtp_url: () => 'smtp://mailbox:1025',
  carrier_api_key: () => `EZTKsandbox${password()}`,
  carrier_webhook_secret: password,
};
/** Secrets that only Stripe, the mail provider and the carrier can give. */
const external = ['stripe_secret', 'stripe_endpoint_secret', 'smtp_url', 'carrier_api_key'];

/** What each container may read. */
const readers = {
  postgres: ['postgres_password'],
  databases: ['postgres_password', ...names.map((name) => `${name}_database_url`)],
  nats: ['nats_passwords'],
  provisioner: ['provisioner_nats_url'],
  ...named(names, (name) => [`${name}-migrate`, [`${name}_database_url`]]),
  ...named(Object.entries(services), ([name, own]) => [
    `${name}-ms`,
    ['service_key', `${name}_nats_url`, `${name}_database_url`, ...own],
  ]),
  'client-gateway': ['service_key', 'gateway_nats_url'],
  'stripe-sandbox': services.payments,
  'carrier-sandbox': services.shipping,
  'demo-accounts': ['service_key', 'auth_nats_url', 'auth_database_url', 'auth_key_secret'],
};

const production = process.env.NODE_ENV === 'production';
const problems = [];
try {
  run();
} catch (error) {
  if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  report(error.message);
}

function run() {
  const options = named(['volume', 'given', 'group', 'create'], (name) => [name, { type: 'string' }]);
  const { volume, given, group, create } = parseArgs({ options }).values;
  if (create) return createOwn(create);
  if (!volume) return report('--volume or --create is missing');
  const values = production ? requireOwn(volume, given) : completeOwn(volume, given);
  if (problems.length === 0) values.nats_passwords = natsPasswords(values);
  if (problems.length > 0) return;
  write(volume, 'mode', production ? 'production' : 'development', 0o444);
  for (const [container, files] of Object.entries(readers)) {
    const folder = join(volume, container);
    openFolder(folder, 0o750, group);
    for (const name of files) write(folder, name, values[name], 0o440, group);
  }
  console.log(`secrets of ${Object.keys(readers).length} containers are in place`);
}

/** For development: the given secrets, and generated ones in place of the others. */
function completeOwn(volume, given) {
  if (modeOf(volume) === 'production')
    report(
      'This volume belongs to a production system, which development must not start: set COMPOSE_FILE=docker-compose.yml:compose.prod.yaml, or another COMPOSE_PROJECT_NAME',
    );
  const own = read(given);
  if (own.stripe_secret?.includes('_live_'))
    report('stripe_secret: a live key is accepted with compose.prod.yaml only; use a test key (sk_test_…)');
  return problems.length > 0
    ? {}
    : { ...createMissing(join(volume, 'generated'), Object.keys(secrets)), ...own };
}

/** For production: all secrets from the given folder, none generated by a start in development. */
function requireOwn(volume, given) {
  if (modeOf(volume) === 'development')
    report(
      'This volume belongs to a development system, with generated passwords and demo accounts: set another COMPOSE_PROJECT_NAME; or, if the databases are those of production, delete the volume of the secrets alone; or delete the development system and its data with "docker compose down -v"',
    );
  const own = read(given);
  for (const name of Object.keys(secrets)) {
    if (own[name] === undefined)
      report(
        `${name}: missing. Production needs it as a file in the folder ORDERWIRE_SECRETS; see docs/compose.md`,
      );
    else if (/^sk_test_sandbox/.test(own[name])) report(`${name}: the sandbox's key; set Stripe's`);
    else if (/^EZTKsandbox/.test(own[name]))
      report(`${name}: the sandbox's key; set that of your EasyPost account`);
    else if (name === 'smtp_url') checkMailServer(own[name]);
    else if (own[name].length < 16 || /change.?me|placeholder|example|your[-_]/i.test(own[name]))
      report(`${name}: a placeholder or too short; "secrets.mjs --create" creates random ones`);
  }
  return own;
}

/** A mail server needs no password where a network is trusted. */
function checkMailServer(url) {
  if (!/^smtps?:\/\//.test(url) || !URL.canParse(url))
    report('smtp_url: must be smtp://user:password@host:port or smtps://…');
  else if (new URL(url).hostname === 'mailbox') report('smtp_url: the local mailbox; set your mail server');
}

/** Random secrets of the operator's own. */
function createOwn(folder) {
  createMissing(
    folder,
    Object.keys(secrets).filter((name) => !external.includes(name)),
  );
  console.log(`${folder}: add ${external.join(', ')}, and keep a copy in a safe place`);
}

function createMissing(folder, wanted) {
  openFolder(folder, 0o700);
  return named(wanted, (name) => {
    if (!existsSync(join(folder, name))) write(folder, name, secrets[name](), 0o400);
    return [name, readFileSync(join(folder, name), 'utf8').trim()];
  });
}

/** The given secrets that exist. A blank one is a mistake. */
function read(folder = '') {
  const given = Object.keys(secrets).filter((name) => existsSync(join(folder, name)));
  const values = named(given, (name) => [name, readFileSync(join(folder, name), 'utf8').trim()]);
  for (const name of given) if (!values[name]) report(`${name}: is set, but blank`);
  return values;
}

/** The file that deploy/nats/permissions.conf includes. */
function natsPasswords(values) {
  const lines = Object.entries(natsUsers).map(([name, user]) => {
    const url = values[`${name}_nats_url`];
    const found = URL.canParse(url) ? decodeURIComponent(new URL(url).password) : '';
    if (!/^[\w.~-]+$/.test(found))
      report(
        `${name}_nats_url: must be nats://${user}:<password>@nats:4222, the password of letters, digits and -_.~`,
      );
    return `${user.replaceAll('-', '_').toUpperCase()}_PASSWORD: "${found}"`;
  });
  return lines.join('\n');
}

function modeOf(volume) {
  const file = join(volume, 'mode');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function openFolder(folder, mode, group) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  if (group) chownSync(folder, -1, Number(group));
}

/** Complete or not at all, also when the step is killed. */
function write(folder, name, value, mode, group) {
  const fresh = join(folder, `.${name}.new`);
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${value}\n`, { mode });
  chmodSync(fresh, mode);
  if (group) chownSync(fresh, -1, Number(group));
  renameSync(fresh, join(folder, name));
}

function report(problem) {
  problems.push(problem);
  console.error(problem);
  process.exitCode = 1;
}

function named(list, entry) {
  return Object.fromEntries(list.map(entry));
}
