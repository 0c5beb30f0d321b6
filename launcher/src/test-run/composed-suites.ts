import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComposedSystem } from '../compose/composed-system.js';
import { readinessProblem } from '../readiness.js';
import { UserError } from '../user-error.js';

const SUFFIX = '.e2e-spec.ts';

/** The end-to-end suites that run against any system (`useSystem`), and those that start their own systems. */
export function composedSuites(folder: string): { portable: string[]; others: string[] } {
  const suites = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  const isPortable = (name: string) => /\buseSystem\(/.test(readFileSync(join(folder, name), 'utf8'));
  return {
    portable: suites.filter(isPortable).map((name) => join(folder, name)),
    others: suites.filter((name) => !isPortable(name)).map((name) => name.slice(0, -SUFFIX.length)),
  };
}

/** Throws a UserError when the composed system is not ready, or has no sandbox or no demo accounts. */
export async function assertReady({ gateway, sandbox, demo }: ComposedSystem): Promise<void> {
  if (!sandbox || !demo['customer'])
    throw new UserError(
      'The tests pay at the Stripe sandbox with demo accounts; this system uses real Stripe or runs in production mode.',
    );
  if (await readinessProblem(`${gateway}/health/ready`, 10_000))
    throw new UserError(`No system is ready at ${gateway}: docker compose up --build, then try again.`);
}
