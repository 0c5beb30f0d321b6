import { isProduction, knownNames, type Environment } from '../config.js';
import { keyNames } from '../secrets.js';
import { fine, problem, warning, type Finding } from './finding.js';
import { nearestName } from './nearest-name.js';

const placeholder =
  /^<.*>$|\.\.\.|…|x{4,}|your[-_ ]|change[-_ ]?me|replace|placeholder|example|secret$|todo/i;

/** Names and values that the user set: in `.env` (`file`), and altogether (`all`). Values of secrets are never shown. */
export function checkEnvironment(
  file: Environment,
  all: Environment,
  known: readonly string[] = knownNames,
): Finding[] {
  const findings = [...misspelt(file, all, known), ...checkValues(all)];
  return findings.length ? findings : [fine('environment: names and values are in order')];
}

/** The values alone: what would start the system in another way than the user meant. */
export function checkValues(all: Environment): Finding[] {
  return [
    ...stripeKeys(all),
    ...shopPages(all),
    ...ownKeys(all),
    ...ports(all),
    ...levels(all),
    ...mode(all),
  ];
}

function misspelt(file: Environment, all: Environment, known: readonly string[]): Finding[] {
  const ours =
    /^(STRIPE|NATS|CLIENT_?GATEWAY|PAYMENTS?_?MS|ORDERS?_?(MS|TOKEN)|PRODUCTS?_?MS|AUTH_?(MS|KEY)|SERVICE_?KEY|RATE_?LIMIT|DATABASE|POSTGRES)_?/i;
  const names = new Set([...Object.keys(file), ...Object.keys(all).filter((name) => ours.test(name))]);
  return [...names].flatMap((name) => {
    if (known.includes(name)) return [];
    const meant = nearestName(name, known);
    return meant ? [problem(`${name} is not a name that anybody reads`, `did you mean ${meant}?`)] : [];
  });
}

function stripeKeys(all: Environment): Finding[] {
  const { STRIPE_SECRET: secret, STRIPE_ENDPOINT_SECRET: endpoint } = all;
  if (!secret && !endpoint) {
    return isProduction(all)
      ? [
          problem(
            'NODE_ENV is production, and there are no Stripe keys',
            'set STRIPE_SECRET and STRIPE_ENDPOINT_SECRET: the sandbox is for development',
          ),
        ]
      : [fine('no Stripe keys: payments go to the local sandbox')];
  }
  const findings = [
    ...key(
      'STRIPE_SECRET',
      secret,
      /^(sk|rk)_(test|live)_\w+$/,
      'sk_test_…, from https://dashboard.stripe.com/test/apikeys',
    ),
    // While the endpoint's secret is being changed, the old and the new one stand there.
    ...key(
      'STRIPE_ENDPOINT_SECRET',
      endpoint,
      /^whsec_\w+(\s*,\s*whsec_\w+)*$/,
      'whsec_…, which "stripe listen" prints',
    ),
  ];
  if (/^(sk|rk)_live_/.test(secret ?? '')) {
    findings.push(
      warning('STRIPE_SECRET is a live key: orders will move real money', 'use a test key, sk_test_…'),
    );
  }
  return findings.length ? findings : [fine('Stripe keys: payments go to the real Stripe')];
}

/** A shopper who paid must not land on their own machine. */
function shopPages(all: Environment): Finding[] {
  if (!isProduction(all)) return [];
  const own = /^https?:\/\/(([^/]+\.)?localhost|127\.|0\.0\.0\.0|\[::1?\])/i;
  return ['STRIPE_SUCCESS_URL', 'STRIPE_CANCEL_URL'].flatMap((name) => {
    const page = all[name];
    if (page && !own.test(page)) return [];
    const text = page ? `${name} points at the shopper's own machine` : `${name} is missing in production`;
    return [problem(text, 'set it to the page of your shop that Stripe sends shoppers to')];
  });
}

function key(name: string, value: string | undefined, shape: RegExp, wanted: string): Finding[] {
  if (!value)
    return [
      problem(`${name} is missing, while the other Stripe key is set`, `set it (${wanted}), or neither`),
    ];
  if (placeholder.test(value))
    return [problem(`${name} is still a placeholder`, `set it (${wanted}), or remove both keys`)];
  return shape.test(value) ? [] : [problem(`${name} does not look like one`, `it should be ${wanted}`)];
}

/** The launcher makes these itself; whoever sets them must set good ones. */
function ownKeys(all: Environment): Finding[] {
  const mend = 'make one with "openssl rand -base64 32", or remove it and the launcher makes one';
  return keyNames.flatMap((name) => {
    // While guests' order tokens change to another key, both stand there.
    const values = name === 'ORDER_TOKEN_SECRET' ? all[name]?.split(',') : all[name] && [all[name]];
    return (values || [])
      .map((value) => value.trim())
      .flatMap((value) => {
        const bytes = Buffer.from(value, 'base64');
        const readable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
        if (placeholder.test(value) || (bytes.length > 0 && (readable || new Set(bytes).size < 16)))
          return [problem(`${name} is still a placeholder`, mend)];
        const random = /^[A-Za-z0-9+/]+={0,2}$/.test(value) && bytes.length >= 32;
        return random ? [] : [problem(`${name} is not base64 of at least 32 random bytes`, mend)];
      });
  });
}

function mode({ NODE_ENV: mode = 'development' }: Environment): Finding[] {
  const known = ['development', 'test', 'production'];
  return known.includes(mode)
    ? []
    : [problem(`NODE_ENV=${mode} is unknown`, `use one of ${known.join(', ')}`)];
}

function ports(all: Environment): Finding[] {
  return Object.entries(all).flatMap(([name, value]) => {
    if (!/_PORT$/.test(name) || !(knownNames as readonly string[]).includes(name)) return [];
    const port = Number(value);
    const valid = Number.isInteger(port) && port >= 1 && port <= 65_535;
    return valid ? [] : [problem(`${name}=${value} is not a port`, 'give a number from 1 to 65535')];
  });
}

function levels({ LOG_LEVEL: level = 'info' }: Environment): Finding[] {
  const known = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
  return known.includes(level)
    ? []
    : [problem(`LOG_LEVEL=${level} is unknown`, `use one of ${known.join(', ')}`)];
}
