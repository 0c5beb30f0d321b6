import { runProgram } from '../system/running-system.js';

const HELP = `npm run keys [-- list]
npm run keys -- withdraw

Lists the keys that sign and verify access tokens, by id. withdraw replaces all of them after a leak: every process refuses
their tokens within a minute, and sessions continue with new tokens.

For the system in containers: docker compose exec auth-ms node dist/signing-keys.js [the same arguments]
`;

/** `npm run keys`: runs the program of auth-ms in its environment. */
export async function keys(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  return runProgram('auth-ms', 'signing-keys.js', args);
}
