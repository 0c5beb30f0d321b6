import { writeFile } from 'node:fs/promises';
import { arrive } from './arrivals.js';
import { BenchShoppers } from './bench-shoppers.js';
import { send } from './http-client.js';
import { type Latency, latencyOf } from './latency.js';
import type { Target } from './target.js';

export interface LoginBenchOptions {
  /** Logins that arrive in a second. */
  rate: number;
  /** Seconds of each half. */
  seconds: number;
  /** Where the numbers go as JSON. */
  json: string;
  say: (line: string) => void;
}

/** GET /products in one half of the run. */
export interface Reads {
  latency: Latency;
  failures: number;
}

export interface LoginReport {
  at: string;
  alone: Reads;
  besideLogins: Reads;
  logins: {
    sent: number;
    /** How many were answered with tokens, in a second. */
    signedInPerSecond: number;
    latency: Latency;
    /** What the others were told: how many by HTTP status and code. */
    refused: Record<string, number>;
  };
}

const READS_PER_SECOND = 100;
const ACCOUNTS = 16;

/** Measures what logins cost everybody else: GET /products alone, then while logins arrive, in one run. */
export async function runLoginBench(target: Target, options: LoginBenchOptions): Promise<LoginReport> {
  const { say, seconds, rate } = options;
  const { credentials } = await BenchShoppers.signIn(
    target.gatewayUrl,
    await target.staff(),
    target.benchPassword,
    ACCOUNTS,
  );
  say('warming up …');
  await reads(target, 3);
  say(`GET /products alone, ${READS_PER_SECOND} a second …`);
  const alone = await reads(target, seconds);
  say(`GET /products while ${rate} logins a second arrive …`);
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const began = performance.now();
  const login = async (due: number, number: number): Promise<void> => {
    const credential = credentials[number % credentials.length];
    const outcome = await send('POST', `${target.gatewayUrl}/api/v1/auth/login`, credential, {
      'x-token-delivery': 'body',
    }).catch(noAnswer);
    if (outcome.status === 200) return void latencies.push(performance.now() - due);
    const { code = '' } = JSON.parse(outcome.body) as { code?: string };
    refused[`${outcome.status} ${code}`] = (refused[`${outcome.status} ${code}`] ?? 0) + 1;
  };
  const allLogins = arrive(rate, seconds, login).then(() => (performance.now() - began) / 1_000);
  const [besideLogins, took] = await Promise.all([reads(target, seconds), allLogins]);
  const report: LoginReport = {
    at: new Date().toISOString(),
    alone,
    besideLogins,
    logins: {
      sent: rate * seconds,
      signedInPerSecond: Math.round((latencies.length / took) * 10) / 10,
      latency: latencyOf(latencies),
      refused,
    },
  };
  await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

async function reads(target: Target, seconds: number): Promise<Reads> {
  const latencies: number[] = [];
  let failures = 0;
  await arrive(READS_PER_SECOND, seconds, async (due) => {
    const { status } = await send('GET', `${target.gatewayUrl}/api/v1/products?limit=20`).catch(noAnswer);
    if (status === 200) latencies.push(performance.now() - due);
    else failures++;
  });
  return { latency: latencyOf(latencies), failures };
}

const noAnswer = () => ({ status: 0, body: '{}' });
