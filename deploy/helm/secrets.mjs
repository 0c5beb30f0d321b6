#!/usr/bin/env node
/**
 * Prints the Secrets of the chart as JSON, from the folder that `deploy/compose/secrets.mjs --create` filled:
 *
 * node deploy/helm/secrets.mjs secrets --namespace shop --nats nats.nats:4222 --postgres orderwire-rw.postgres:5432 | kubectl apply -f -
 *
 * --nats and --postgres replace the hosts of the URLs in the folder. --release is the name of the release (default: shop).
 * --for nats prints the Secret of examples/values-nats.yaml, --for postgres those of examples/values-cnpg.yaml.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Secrets of single services, by file. */
const own = {
  auth: ['auth_key_secret'],
  products: [],
  orders: ['order_token_secret'],
  payments: ['stripe_secret', 'stripe_endpoint_secret'],
  notifications: ['notification_token_secret', 'mail_events_secret', 'smtp_url'],
  invoices: [],
  shipping: ['carrier_api_key', 'carrier_webhook_secret'],
  insights: [],
};
const services = Object.keys(own);

const text = (fallback) => ({ type: 'string', default: fallback });
const { values, positionals } = parseArgs({
  options: {
    namespace: text('default'),
    release: text('shop'),
    nats: text('nats:4222'),
    postgres: text('postgres:5432'),
    for: text('orderwire'),
  },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) throw new Error('name the folder with the secrets');
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8').trim()]),
);
const fullname = values.release.includes('orderwire') ? values.release : `${values.release}-orderwire`;

const lists = {
  orderwire: () => [
    secret(`${fullname}-shared`, { SERVICE_KEY: read('service_key') }),
    secret(`${fullname}-provisioner`, { NATS_SERVERS: at('provisioner_nats_url', values.nats) }),
    secret(`${fullname}-client-gateway`, { NATS_SERVERS: at('gateway_nats_url', values.nats) }),
    ...services.map((service) =>
      secret(`${fullname}-${service}-ms`, {
        NATS_SERVERS: at(`${service}_nats_url`, values.nats),
        DATABASE_URL: at(`${service}_database_url`, values.postgres),
        ...Object.fromEntries(own[service].map((name) => [name.toUpperCase(), read(name)])),
      }),
    ),
  ],
  nats: () => [secret('orderwire-nats', { nats_passwords: natsPasswords() })],
  postgres: () =>
    services.map((service) => {
      const { username, password } = new URL(read(`${service}_database_url`));
      const labels = { 'cnpg.io/reload': 'true' };
      const name = `orderwire-postgres-${username.replaceAll('_', '-')}`;
      return { ...secret(name, { username, password }, labels), type: 'kubernetes.io/basic-auth' };
    }),
};
const items = lists[values.for]?.();
if (!items) throw new Error(`--for: must be one of ${Object.keys(lists).join(', ')}`);
process.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`);

function secret(name, stringData, labels) {
  const metadata = { name, namespace: values.namespace, ...(labels && { labels }) };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', stringData };
}

function read(name) {
  if (!files[name]) throw new Error(`${folder} has no ${name}: deploy/compose/secrets.mjs --create makes it`);
  return files[name];
}

/** The URL in a file with another host and port. */
function at(name, host) {
  const url = new URL(read(name));
  url.host = host;
  return url.href;
}

/** One line per user, as deploy/compose/secrets.mjs writes it for NATS. */
function natsPasswords() {
  return ['gateway', 'provisioner', ...services]
    .map((name) => {
      const { username, password } = new URL(read(`${name}_nats_url`));
      return `${username.replaceAll('-', '_').toUpperCase()}_PASSWORD: "${password}"`;
    })
    .join('\n');
}
