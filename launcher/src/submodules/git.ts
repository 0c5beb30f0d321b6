import { execFile } from 'node:child_process';
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

/**
 * The output of git without the line feed at its end. With `latin1`, input and output hold one byte per character and
 * nothing is trimmed: git objects may have any encoding.
 */
export function git(
  cwd: string,
  args: string[],
  input = '',
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, encoding, env: environment(), maxBuffer: 2 ** 30 };
    const child = execFile('git', args, options, (error, stdout, stderr) => {
      if (!error) resolve(encoding === 'utf8' ? stdout.trimEnd() : stdout);
      else if (error.code === 'ENOENT') reject(new UserError('git cannot be started. Is it installed?'));
      else reject(new GitError(cwd, args, stderr.trim()));
    });
    child.stdin?.on('error', () => undefined); // git may exit before it has read everything
    child.stdin?.end(input, encoding);
  });
}

/** The output of git; undefined when git exits with an error. */
export async function tryGit(cwd: string, args: string[]): Promise<string | undefined> {
  try {
    return await git(cwd, args);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** The lines that git printed; none for an empty output. */
export async function gitLines(cwd: string, args: string[], input = ''): Promise<string[]> {
  const text = await git(cwd, args, input);
  return text ? text.split('\n') : [];
}

/** Hooks inherit variables that name the launcher repository; git in a submodule must not see them. */
function environment(): NodeJS.ProcessEnv {
  const ofHooks =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|NAMESPACE)$/;
  const kept = Object.entries(process.env).filter(([name]) => !ofHooks.test(name));
  // Git must never wait for a password.
  return { GIT_TERMINAL_PROMPT: '0', ...Object.fromEntries(kept), LC_ALL: 'C' };
}
