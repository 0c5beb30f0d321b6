import { key, password, UserError } from './secret-files.mjs';

/** NATS users by the short name of their secret file. */
const natsUsers = {
  auth: 'auth-ms',
  products: 'products-ms',
  orders: 'orders-ms',
  payments: 'payments-ms',
  gateway: 'client-gateway',
};
const databases = ['auth', 'products', 'orders', 'payments'];

/**
 * Writes the keys, and a NATS URL and a database URL with its own password for each service.
 * PostgreSQL creates its roles from the database URLs, and the NATS password file is derived from
 * the NATS URLs, so no value is maintained twice.
 */
export function writeServiceSecrets(secrets) {
  secrets.keep('service_key', key);
  // The data volume and the signing keys in the auth database can be opened with these secrets
  // only.
  secrets.keepAlways('postgres_password', password);
  secrets.keepAlways('auth_key_secret', key);
  // The first key creates tokens and all keys are accepted, so links in guests' mails keep working.
  const [previous] = secrets.read('order_token_secret')?.split(',') ?? [];
  secrets.keep('order_token_secret', () => [key(), previous].filter(Boolean).join(','));
  for (const name of databases) {
    secrets.keep(`${name}_database_url`, () => `postgres://${name}_ms:${password()}@postgres:5432/${name}`);
  }
  const lines = Object.entries(natsUsers).map(([name, user]) => {
    const url = secrets.keep(`${name}_nats_url`, () => `nats://${user}:${password()}@nats:4222`);
    return `${variableOf(user)}: "${passwordIn(url, `${name}_nats_url`)}"`;
  });
  secrets.write('nats_passwords', lines.join('\n'));
}

const variableOf = (user) => `${user.replaceAll('-', '_').toUpperCase()}_PASSWORD`;

function passwordIn(url, file) {
  const found = URL.canParse(url) ? decodeURIComponent(new URL(url).password) : '';
  if (/^[\w.~-]+$/.test(found)) return found;
  throw new UserError(
    `${file}: must be nats://<user>:<password>@<host>:<port>, the password of letters, digits and -_.~`,
  );
}
