import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Environment } from '../config.js';
import type { SystemState } from '../system/state-file.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** How the check asks: the Stripe CLI for the secret of its `stripe listen`, Stripe for the account's webhook endpoints. */
export interface Sources {
  /** Undefined where there is no Stripe CLI, or it does not say. */
  cliSecret(key: string): Promise<string | undefined>;
  /** URLs of the endpoints that are enabled; undefined when Stripe did not answer. */
  endpoints(key: string): Promise<string[] | undefined>;
}

const path = '/payments/webhook';
const mend =
  'take the secret of the endpoint that posts here: "stripe listen" prints its own; that of another is shown in the dashboard';

/**
 * Whether STRIPE_ENDPOINT_SECRET is that of the endpoint which posts to us, as far as anybody can tell: Stripe's API never
 * shows an endpoint's secret again. Certain are signatures that the running payments-ms refused, and a secret equal to
 * the CLI's; a secret that is not the CLI's, on an account without an endpoint for our path, can only be a wrong one.
 * `log`: what payments-ms wrote since it started with this secret.
 */
export async function checkWebhook(
  { STRIPE_SECRET: key, STRIPE_ENDPOINT_SECRET: secrets }: Environment,
  log: readonly string[] = [],
  sources: Sources = real,
): Promise<Finding[]> {
  if (!key || !secrets) return [];
  const refused = refusedSignatures(log);
  if (refused > 0)
    return [
      problem(`payments-ms refused ${refused} webhooks: STRIPE_ENDPOINT_SECRET is of another endpoint`, mend),
    ];
  const cli = await sources.cliSecret(key);
  if (cli && secrets.split(',').some((secret) => secret.trim() === cli))
    return [fine('STRIPE_ENDPOINT_SECRET is that of "stripe listen" on this machine')];
  const urls = await sources.endpoints(key);
  if (!urls)
    return [
      warning(
        'Stripe could not be asked for webhook endpoints',
        'is STRIPE_SECRET right, and the network up?',
      ),
    ];
  const ours = urls.filter((url) => URL.canParse(url) && new URL(url).pathname === path);
  if (ours.length > 0) {
    const text = `webhooks come by ${ours.join(', ')}; whether STRIPE_ENDPOINT_SECRET is of that endpoint cannot be seen from here`;
    return [warning(text, 'compare it in the dashboard; a refused webhook will show it here')];
  }
  if (cli)
    return [
      problem(
        'STRIPE_ENDPOINT_SECRET is of another endpoint: no endpoint posts here, and it is not that of "stripe listen"',
        mend,
      ),
    ];
  return [
    warning(
      `no webhook endpoint of this Stripe account posts to …${path}`,
      'fine while "stripe listen" forwards webhooks and the secret is the one it printed',
    ),
  ];
}

/** Lines that payments-ms of the embedded system wrote since its log began; none while it uses the sandbox. */
export function paymentsLog(state: SystemState | undefined): string[] {
  if (state?.stripe !== 'real') return [];
  const files = (state.services['payments-ms']?.replicas ?? []).map(({ logFile }) => logFile);
  return files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
}

/** Signed requests that payments-ms refused. Those without any signature are not Stripe's. */
function refusedSignatures(log: readonly string[]): number {
  return log.filter(
    (line) => line.includes('"a webhook request was refused"') && !line.includes('header is missing'),
  ).length;
}

const real: Sources = {
  async cliSecret(key) {
    try {
      // By the environment: arguments can be seen by every user of the machine.
      const env = { ...process.env, STRIPE_API_KEY: key };
      const { stdout } = await promisify(execFile)('stripe', ['listen', '--print-secret'], {
        env,
        timeout: 10_000,
      });
      return /whsec_\w+/.exec(stdout)?.[0];
    } catch {
      return undefined;
    }
  },
  async endpoints(key) {
    try {
      const answer = await fetch('https://api.stripe.com/v1/webhook_endpoints?limit=100', {
        headers: { authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(5_000),
      });
      if (!answer.ok) return undefined;
      const { data } = (await answer.json()) as { data: { url: string; status: string }[] };
      return data.filter(({ status }) => status === 'enabled').map(({ url }) => url);
    } catch {
      return undefined;
    }
  },
};
