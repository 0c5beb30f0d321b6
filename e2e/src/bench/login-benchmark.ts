import { writeFile } from 'node:fs/promises';
import { callAtRate } from './load.js';
import { type Latency, latencyOf } from './measurements.js';
import { signInShoppers, type Target } from './target.js';

export interface LoginBenchmarkOptions {
  /** Logins per second. */
  rate: number;
  /** Seconds of each half. */
  seconds: number;
  /** The file of the report. */
  json: string;
  log: (line: string) => void;
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
    signedInPerSecond: number;
    latency: Latency;
    /** Refused logins by HTTP status and code. */
    refused: Record<string, number>;
  };
}

const READS_PER_SECOND = 100;
const ACCOUNTS = 16;

/** Measures GET /products alone, then beside logins, in one run. */
export async function runLoginBenchmark(
  target: Target,
  { log, seconds, rate, json }: LoginBenchmarkOptions,
): Promise<LoginReport> {
  const shoppers = await signInShoppers(target, await target.staff(), ACCOUNTS);
  const credentials = shoppers.map(({ session }) => session.credentials);
  log('warming up …');
  await reads(target, 3);
  log(`GET /products alone, ${READS_PER_SECOND} per second …`);
  const alone = await reads(target, seconds);
  log(`GET /products beside ${rate} logins per second …`);
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const began = performance.now();
  const login = async (due: number, number: number): Promise<void> => {
    const { status, body } = await target.guest
      .request('POST', '/auth/login', credentials[number % credentials.length], {
        'x-token-delivery': 'body',
      })
      .catch(noReply);
    if (status === 200) return void latencies.push(performance.now() - due);
    const outcome = `${status} ${body.code ?? ''}`;
    refused[outcome] = (refused[outcome] ?? 0) + 1;
  };
  const allLogins = callAtRate(rate, seconds, login).then(() => (performance.now() - began) / 1_000);
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
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

async function reads({ guest }: Target, seconds: number): Promise<Reads> {
  const latencies: number[] = [];
  let failures = 0;
  await callAtRate(READS_PER_SECOND, seconds, async (due) => {
    const { status } = await guest.listProducts({ limit: 20 }).catch(noReply);
    if (status === 200) latencies.push(performance.now() - due);
    else failures++;
  });
  return { latency: latencyOf(latencies), failures };
}

const noReply = () => ({ status: 0, body: { code: undefined } });
