import { callAtRate } from './load.js';
import { latencyOf } from './measurements.js';
import { signInShoppers, type Target } from './target.js';

export interface LoginBenchmarkOptions {
  /** Logins per second. */
  rate: number;
  /** Seconds of each half. */
  seconds: number;
  log: (line: string) => void;
}

export type LoginReport = Awaited<ReturnType<typeof runLoginBenchmark>>;

const READS_PER_SECOND = 100;
const ACCOUNTS = 16;

/** Measures GET /products alone, then beside logins, in one run. */
export async function runLoginBenchmark(target: Target, { log, seconds, rate }: LoginBenchmarkOptions) {
  const shoppers = await signInShoppers(target, await target.staff(), ACCOUNTS);
  const credentials = shoppers.map(({ session }) => session.credentials);
  log('warming up …');
  await reads(target, 3);
  log(`GET /products alone, ${READS_PER_SECOND} per second …`);
  const alone = await reads(target, seconds);
  log(`GET /products beside ${rate} logins per second …`);
  const latencies: number[] = [];
  /** Refused logins by HTTP status and code. */
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
  const signedInPerSecond = Math.round((latencies.length / took) * 10) / 10;
  return {
    at: new Date().toISOString(),
    alone,
    besideLogins,
    logins: { sent: rate * seconds, signedInPerSecond, latency: latencyOf(latencies), refused },
  };
}

async function reads({ guest }: Target, seconds: number) {
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
