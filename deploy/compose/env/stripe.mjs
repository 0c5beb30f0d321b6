import { Complaint } from './complaint.mjs';
import { password } from './secret-files.mjs';

const SANDBOX = 'sk_test_sandbox';

/** Which Stripe: the real one when both keys are given, as for `npm start`; the sandbox otherwise, but not in production. */
export function chooseStripe({ STRIPE_SECRET = '', STRIPE_ENDPOINT_SECRET = '' }, production) {
  const keys = [STRIPE_SECRET.trim(), STRIPE_ENDPOINT_SECRET.trim()];
  if (keys.every(Boolean)) return real(...keys, production);
  if (keys[0] && !production) return forwarded(keys[0]);
  if (keys.some(Boolean)) {
    const missing = keys[0] ? 'STRIPE_ENDPOINT_SECRET' : 'STRIPE_SECRET';
    throw new Complaint(`${missing} is missing: real Stripe needs both keys, the sandbox needs neither.`);
  }
  if (production)
    throw new Complaint(
      'Production needs STRIPE_SECRET and STRIPE_ENDPOINT_SECRET, in .env or in the environment.',
    );
  return {
    composeFile: 'docker-compose.yml',
    where: 'the Stripe sandbox',
    write(secrets) {
      // The real ones that an earlier run wrote are in .env no more: they make room for the sandbox's.
      const put = secrets.read('stripe_secret')?.startsWith(SANDBOX) ? 'keep' : 'replace';
      secrets[put]('stripe_secret', () => `${SANDBOX}${password()}`);
      secrets[put]('stripe_endpoint_secret', () => `whsec_${password()}`);
      secrets.remove('stripe_cli_key');
    },
  };
}

/** The key alone: enough for the Stripe CLI, which prints the endpoint secret that is still missing. */
function forwarded(secret) {
  checkSecret(secret, false);
  return {
    incomplete:
      'STRIPE_ENDPOINT_SECRET is missing: "docker compose run --rm stripe-cli listen --print-secret" prints one (whsec_…). Put it into .env and run this again; the sandbox needs neither key.',
    write: (secrets) => secrets.write('stripe_cli_key', secret),
  };
}

function real(secret, endpointSecret, production) {
  checkSecret(secret, production);
  if (!endpointSecret.split(',').every((one) => /^whsec_\S+$/.test(one.trim())))
    throw new Complaint('STRIPE_ENDPOINT_SECRET: must be whsec_…, or several with commas between');
  const live = secret.includes('_live_');
  return {
    composeFile: `docker-compose.yml:${production ? 'compose.prod.yaml' : 'compose.stripe.yaml'}`,
    where: `the real Stripe with your ${live ? 'LIVE' : 'test'} key`,
    write(secrets) {
      secrets.write('stripe_secret', secret);
      secrets.write('stripe_endpoint_secret', endpointSecret);
      if (production) secrets.remove('stripe_cli_key');
      else secrets.write('stripe_cli_key', secret);
    },
  };
}

function checkSecret(secret, production) {
  if (!/^(sk|rk)_(test|live)_\w+$/.test(secret))
    throw new Complaint('STRIPE_SECRET: must be sk_test_…, sk_live_… or a restricted rk_…');
  if (secret.includes('_live_') && !production)
    throw new Complaint('STRIPE_SECRET is a live key: real money moves only with --production.');
}

/** Pages that a paying shopper would look for on their own machine; payments-ms refuses them in production. */
export function pagesOfThisMachine(env) {
  const own = /^https?:\/\/(([^/]+\.)?localhost|127\.|0\.0\.0\.0|\[::1?\])/i;
  return ['STRIPE_SUCCESS_URL', 'STRIPE_CANCEL_URL'].filter((name) => !env[name] || own.test(env[name]));
}
