import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.js';
import type { ComposedSystem } from './composed-system.js';

const SUITE = '.e2e-spec.ts';

/** The end-to-end suites that take whatever system there is (`useSystem`), and those that bring up systems of their own. */
export function portableSuites(folder: string): { portable: string[]; others: string[] } {
  const suites = readdirSync(folder).filter((name) => name.endsWith(SUITE));
  const isPortable = (name: string) => /\buseSystem\(/.test(readFileSync(join(folder, name), 'utf8'));
  return {
    portable: suites.filter(isPortable).map((name) => join(folder, name)),
    others: suites.filter((name) => !isPortable(name)).map((name) => name.slice(0, -SUITE.length)),
  };
}

/** Throws a UserError when the composed system is not up, or has no sandbox or no demo accounts to test with. */
export async function assertReady({ gateway, sandbox, demo }: ComposedSystem): Promise<void> {
  if (!sandbox || !demo['customer'])
    throw new UserError(
      'The tests pay at the Stripe sandbox with the demo accounts; this system has real Stripe, or is for production.',
    );
  const ready = await fetch(`${gateway}/health/ready`, { signal: AbortSignal.timeout(10_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!ready)
    throw new UserError(`Nothing is ready at ${gateway}: docker compose up --build, then try again.`);
}
