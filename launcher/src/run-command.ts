import { RequestFailed } from '@orderwire/test-kit/shop-client';
import { UserError } from './user-error.js';

export type Commands = Readonly<Record<string, (args: string[]) => Promise<number>>>;

/**
 * Runs one command and sets the exit code of the process. Errors that are meant for the user are
 * printed without a stack.
 */
export async function runCommand(commands: Commands, [name = '', ...args]: string[]): Promise<void> {
  const command = commands[name];
  try {
    if (!command) throw new UserError(`There is no command "${name}".`);
    process.exitCode = await command(args);
  } catch (error) {
    if (!isForUser(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Also invalid options as Node's parser reports them, and failed requests to the gateway. */
function isForUser(error: unknown): error is Error {
  const code = (error as { code?: string }).code ?? '';
  return error instanceof UserError || error instanceof RequestFailed || code.startsWith('ERR_PARSE_ARGS');
}
