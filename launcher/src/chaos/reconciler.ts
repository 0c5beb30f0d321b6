import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';
import { readSecrets } from '../secrets.js';
import { filesIn, type SystemState } from '../system/state-file.js';

export interface Reconciled {
  code: number;
  /** By kind. */
  healed: Record<string, number>;
  /** What it found and could not heal, in its own words. */
  unhealed: string[];
}

/** Runs payments-ms's own command on the system of a data folder. */
export function reconcile({ services, urls }: SystemState, dataDir: string): Promise<Reconciled> {
  const secrets = readSecrets(filesIn(dataDir).secrets);
  const environment = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'development',
    PORT: '0',
    NATS_SERVERS: urls.nats,
    DATABASE_URL: services['payments-ms']?.databaseUrl ?? '',
    SERVICE_KEY: secrets?.keys.SERVICE_KEY ?? '',
    STRIPE_SECRET: secrets?.stripe.secret ?? '',
    STRIPE_ENDPOINT_SECRET: secrets?.stripe.endpointSecret ?? '',
    STRIPE_API_URL: urls.stripe ?? '',
    STRIPE_SUCCESS_URL: `${urls.payments}/payments/success`,
    STRIPE_CANCEL_URL: `${urls.payments}/payments/cancel`,
  };
  const program = join(repositoryRoot, 'payments-ms', 'dist', 'reconcile.js');
  return new Promise((resolve) => {
    const options = { env: environment, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [program, '--json'], options, (error, out, err) => {
      const code = error ? Number((error as { code?: unknown }).code ?? 1) : 0;
      resolve({ code, ...read(out, err) });
    });
  });
}

interface Report {
  healed: Record<string, number>;
  findings: { kind: string; text: string; healed: boolean }[];
}

/** The command's report, or what it said instead of one. */
function read(out: string, err: string): Pick<Reconciled, 'healed' | 'unhealed'> {
  try {
    const { healed, findings } = JSON.parse(out) as Report;
    return {
      healed,
      unhealed: findings.filter((finding) => !finding.healed).map(({ kind, text }) => `${kind}: ${text}`),
    };
  } catch {
    return { healed: {}, unhealed: [(err || out).trim().slice(-500)] };
  }
}
