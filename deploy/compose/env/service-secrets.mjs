import { Complaint } from './complaint.mjs';
import { key, password } from './secret-files.mjs';

/** Everybody who signs in to NATS, by the short name that the secret files carry. */
const natsUsers = {
  auth: 'auth-ms',
  products: 'products-ms',
  orders: 'orders-ms',
  payments: 'payments-ms',
  gateway: 'client-gateway',
};
const databases = ['auth', 'products', 'orders', 'payments'];

/**
 * Keys, and for each service a NATS URL and a database URL with a password of its own. PostgreSQL reads the roles from the
 * same database URLs, and NATS its passwords from a file made of the NATS URLs: nothing has to be kept equal by hand.
 */
export function writeServiceSecrets(secrets) {
  secrets.keep('service_key', key);
  // What is stored opens under these alone: the data volume, and the signing keys in the auth database.
  secrets.keepAlways('postgres_password', password);
  secrets.keepAlways('auth_key_secret', key);
  // The first makes tokens, all are accepted: guests' links in mails go on working.
  const [before] = secrets.read('order_token_secret')?.split(',') ?? [];
  secrets.keep('order_token_secret', () => [key(), before].filter(Boolean).join(','));
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
  throw new Complaint(
    `${file}: must be nats://<user>:<password>@<host>:<port>, the password of letters, digits and -_.~`,
  );
}
