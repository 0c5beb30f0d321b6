import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { tlsRemedy } from '@orderwire/platform';
import type { Environment } from '../config.js';
import type { SystemState } from '../system/state-file.js';
import { webhookEvents } from '../topology.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** Access to the Stripe CLI and to Stripe's API; replaced in tests. */
export interface StripeSources {
  /** The secret of `stripe listen`; undefined without the Stripe CLI. */
  cliSecret(key: string): Promise<string | undefined>;
  /**
   * The account's enabled webhook endpoints; undefined when Stripe refused. Rejects when Stripe
   * cannot be reached.
   */
  endpoints(key: string, api: string): Promise<WebhookEndpoint[] | undefined>;
}

/** `events`: the types of events that it posts; `*` for all. */
export interface WebhookEndpoint {
  url: string;
  events: readonly string[];
}

const stripeApi = 'https://api.stripe.com';

/** Stripe's answer about our account: HTTP status, Date header, and whether it accepts payments. */
export interface AccountAnswer {
  status: number;
  date: string | null;
  chargesEnabled?: boolean | undefined;
}

/** Compares the clock with Stripe's, and asks whether the key works and the account accepts payments. */
export async function checkStripeAccount(
  { STRIPE_SECRET: key, STRIPE_API_URL: api = stripeApi }: Environment,
  ask: (key: string, api: string) => Promise<AccountAnswer | undefined> = askAccount,
  now: () => number = Date.now,
): Promise<Finding[]> {
  const answer = key ? await ask(key, api) : undefined;
  if (!answer) return [];
  const minutes = answer.date === null ? 0 : (now() - Date.parse(answer.date)) / 60_000;
  const clock = `the clock of this machine is ${Math.abs(minutes).toFixed(1)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} Stripe's`;
  return [
    ...(Math.abs(minutes) > 1 ? [problem(clock, 'synchronise it (NTP): Stripe refuses wrong times')] : []),
    ...(answer.status === 401
      ? [problem('Stripe refuses STRIPE_SECRET', 'copy it from https://dashboard.stripe.com/apikeys')]
      : []),
    ...(answer.chargesEnabled === false
      ? [problem('this Stripe account cannot accept payments', 'complete it in https://dashboard.stripe.com')]
      : []),
  ];
}

async function askAccount(key: string, api: string): Promise<AccountAnswer | undefined> {
  try {
    const answer = await fetch(new URL('/v1/account', api), {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(5_000),
    });
    const { charges_enabled: enabled } = (await answer.json()) as { charges_enabled?: boolean };
    // A test key works before the account is activated.
    const chargesEnabled = key.includes('_live_') ? enabled : undefined;
    return { status: answer.status, date: answer.headers.get('date'), chargesEnabled };
  } catch {
    return undefined;
  }
}

const path = '/payments/webhook';
/** payments-ms ignores duplicate slashes, and one at the end. */
const pathOf = (url: string) => new URL(url).pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
const remedy =
  'set the secret of the endpoint that posts here: "stripe listen" prints its own, the dashboard shows the others';

/**
 * Whether STRIPE_ENDPOINT_SECRET belongs to the endpoint that posts to this system. Stripe's API
 * never returns an existing secret, so three cases are certain: payments-ms rejected signatures; it
 * is the secret of the Stripe CLI; or it is not, and the account has no endpoint with our path.
 * `log` is the log of payments-ms since its start.
 */
export async function checkWebhook(
  { STRIPE_SECRET: key, STRIPE_ENDPOINT_SECRET: secrets, STRIPE_API_URL: api = stripeApi }: Environment,
  log: readonly string[] = [],
  sources: StripeSources = realSources,
): Promise<Finding[]> {
  if (!key || !secrets) return [];
  const rejected = rejectedSignatures(log);
  if (rejected > 0) {
    const text = `payments-ms rejected ${rejected} webhooks: STRIPE_ENDPOINT_SECRET belongs to another endpoint`;
    return [problem(text, remedy)];
  }
  const cli = await sources.cliSecret(key);
  if (cli && secrets.split(',').some((secret) => secret.trim() === cli))
    return [fine('STRIPE_ENDPOINT_SECRET is the secret of "stripe listen" on this machine')];
  let network = 'check STRIPE_SECRET and the network';
  const endpoints = await sources.endpoints(key, api).catch((error: unknown) => {
    network = tlsRemedy(error, new URL(api).host) ?? network;
    return undefined;
  });
  if (!endpoints) return [warning("Stripe's webhook endpoints could not be listed", network)];
  const ours = endpoints.filter(({ url }) => URL.canParse(url) && pathOf(url) === path);
  if (ours.length > 0) {
    const urls = ours.map(({ url }) => url).join(', ');
    const text = `${urls} posts webhooks; Stripe does not tell whether STRIPE_ENDPOINT_SECRET belongs to it`;
    return [
      ...ours.flatMap(missingEvents),
      warning(text, 'compare the secret in the dashboard; rejected webhooks will be reported here'),
    ];
  }
  if (cli) {
    const text = 'STRIPE_ENDPOINT_SECRET belongs to another endpoint: none posts here';
    return [problem(`${text}, and it is not that of "stripe listen"`, remedy)];
  }
  const noAction =
    'no action needed while "stripe listen" forwards webhooks and the secret is the one it printed';
  return [warning(`no webhook endpoint of this Stripe account posts to …${path}`, noAction)];
}

/** Without them, orders wait for reconciliation, and staff do not hear of disputes and fraud. */
function missingEvents({ url, events }: WebhookEndpoint): Finding[] {
  if (events.includes('*')) return [];
  const missing = webhookEvents.filter((prefix) => !events.some((type) => type.startsWith(prefix)));
  if (missing.length === 0) return [];
  const text = `${url} does not post ${missing.map((prefix) => `${prefix}*`).join(', ')}`;
  return [problem(text, 'enable these events in the dashboard; payments-ms/README.md lists all of them')];
}

/** The log of the embedded payments-ms; empty with the sandbox. */
export function paymentsLog(state: SystemState | undefined): string[] {
  if (state?.stripe !== 'real') return [];
  const files = (state.services['payments-ms']?.replicas ?? []).map(({ logFile }) => logFile);
  return files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
}

/**
 * Requests whose signature matched no secret. Stripe sends none without a signature; one that is too
 * old by our clock has the right secret.
 */
function rejectedSignatures(log: readonly string[]): number {
  const other = /header is missing|by our clock/;
  return log.filter((line) => line.includes('"a webhook request was refused"') && !other.test(line)).length;
}

const realSources: StripeSources = {
  async cliSecret(key) {
    try {
      // In the environment, because other users of the machine can read arguments.
      const options = { env: { ...process.env, STRIPE_API_KEY: key }, timeout: 10_000 };
      const { stdout } = await promisify(execFile)('stripe', ['listen', '--print-secret'], options);
      return /whsec_\w+/.exec(stdout)?.[0];
    } catch {
      return undefined;
    }
  },
  async endpoints(key, api) {
    const answer = await fetch(new URL('/v1/webhook_endpoints?limit=100', api), {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) return undefined;
    const { data } = (await answer.json()) as {
      data: { url: string; status: string; enabled_events?: string[] }[];
    };
    return data
      .filter(({ status }) => status === 'enabled')
      .map(({ url, enabled_events: events = ['*'] }) => ({ url, events }));
  },
};
