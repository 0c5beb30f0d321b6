import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../user-error.js';

/** Git failed; the message contains git's own output. */
export class GitError extends UserError {
  constructor(
    cwd: string,
    args: string[],
    readonly output: string,
  ) {
    super(`git ${args.join(' ')} failed in ${cwd}:\n${output || '(no output)'}`);
  }

  /** The first line of the output that states an error, or its last line. */
  get reason(): string {
    const lines = this.output.split('\n');
    return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1)) || 'git printed no reason';
  }
}

/** The output of git without white space at its end. */
export async function git(cwd: string, args: string[], input = ''): Promise<string> {
  // Git must never wait for a password.
  const env = { GIT_TERMINAL_PROMPT: '0', ...environment(), LC_ALL: 'C' };
  const running = promisify(execFile)('git', args, { cwd, env, maxBuffer: 2 ** 30 });
  running.child.stdin?.on('error', () => undefined); // git may exit before it has read everything
  running.child.stdin?.end(input);
  try {
    return (await running).stdout.trimEnd();
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new UserError('git cannot be started. Is it installed?');
    throw new GitError(cwd, args, stderr.trim());
  }
}

/** The output of git; undefined when git exits with an error. */
export const tryGit = (cwd: string, args: string[]): Promise<string | undefined> =>
  git(cwd, args).catch((error: unknown) => {
    if (error instanceof GitError) return undefined;
    throw error;
  });

/** The lines that git printed; none for an empty output. */
export async function gitLines(cwd: string, args: string[], input = ''): Promise<string[]> {
  const text = await git(cwd, args, input);
  return text ? text.split('\n') : [];
}

/** Without the variables of a hook, which name the launcher repository also in a submodule. */
function environment(): NodeJS.ProcessEnv {
  const ofHooks =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|NAMESPACE)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofHooks.test(name)));
}
