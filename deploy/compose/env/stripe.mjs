import { password, UserError } from './secret-files.mjs';

const SANDBOX = 'sk_test_sandbox';

/**
 * Selects real Stripe when both keys are set, as `npm start` does, and the sandbox otherwise.
 * Production needs the keys.
 */
export function chooseStripe({ STRIPE_SECRET = '', STRIPE_ENDPOINT_SECRET = '' }, production) {
  const keys = [STRIPE_SECRET.trim(), STRIPE_ENDPOINT_SECRET.trim()];
  if (keys.every(Boolean)) return real(...keys, production);
  if (keys[0] && !production) return forwarded(keys[0]);
  if (keys.some(Boolean)) {
    const missing = keys[0] ? 'STRIPE_ENDPOINT_SECRET' : 'STRIPE_SECRET';
    throw new UserError(`${missing} is missing: real Stripe needs both keys, the sandbox needs neither.`);
  }
  if (production)
    throw new UserError(
      'Production needs STRIPE_SECRET and STRIPE_ENDPOINT_SECRET, in .env or in the environment.',
    );
  return {
    composeFile: 'docker-compose.yml',
    where: 'the Stripe sandbox',
    write(secrets) {
      // Real keys of an earlier run are no longer in .env and are replaced.
      const put = secrets.read('stripe_secret')?.startsWith(SANDBOX) ? 'keep' : 'replace';
      secrets[put]('stripe_secret', () => `${SANDBOX}${password()}`);
      secrets[put]('stripe_endpoint_secret', () => `whsec_${password()}`);
      secrets.remove('stripe_cli_key');
    },
  };
}

/** The secret key alone is enough for the Stripe CLI, which prints the missing endpoint secret. */
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
    throw new UserError('STRIPE_ENDPOINT_SECRET: must be whsec_…, or several separated by commas');
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
    throw new UserError('STRIPE_SECRET: must be sk_test_…, sk_live_… or a restricted rk_…');
  if (secret.includes('_live_') && !production)
    throw new UserError('STRIPE_SECRET is a live key, which is accepted with --production only.');
}

/**
 * Variables that name no page or a page of this machine. payments-ms refuses those in production.
 */
export function localPages(env) {
  const local = /^https?:\/\/(([^/]+\.)?localhost|127\.|0\.0\.0\.0|\[::1?\])/i;
  return ['STRIPE_SUCCESS_URL', 'STRIPE_CANCEL_URL'].filter((name) => !env[name] || local.test(env[name]));
}
