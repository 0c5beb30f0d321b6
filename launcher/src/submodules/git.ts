import { spawn } from 'node:child_process';
import { UserError } from '../user-error.js';

/** Git ended badly; the message is what git said. */
export class GitFailed extends UserError {
  constructor(
    readonly cwd: string,
    args: string[],
    readonly said: string,
  ) {
    super(`git ${args.join(' ')} failed in ${cwd}:\n${said.trim() || '(git said nothing)'}`);
  }

  /** Why, in git's words: its first line that says so, or its last. */
  get lastWords(): string {
    const lines = this.said.trim().split('\n');
    return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1)) || 'git said nothing';
  }
}

/** What git printed, without the line feed at the end. */
export async function git(cwd: string, args: string[], input?: string | Buffer): Promise<string> {
  return (await gitBytes(cwd, args, input)).toString('utf8').trimEnd();
}

/** What git printed; undefined when it said no, for questions that may be answered so. */
export async function askGit(cwd: string, args: string[]): Promise<string | undefined> {
  try {
    return await git(cwd, args);
  } catch (error) {
    if (error instanceof GitFailed) return undefined;
    throw error;
  }
}

/** The lines that git printed; none for an empty answer. */
export async function gitLines(cwd: string, args: string[]): Promise<string[]> {
  const text = await git(cwd, args);
  return text ? text.split('\n') : [];
}

/** Byte for byte what git printed: for objects, whose encoding is their author's business. */
export function gitBytes(cwd: string, args: string[], input: string | Buffer = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, stdio: 'pipe', env: environment() });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new UserError('git does not run: is it installed?') : error);
    });
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitFailed(cwd, args, Buffer.concat(err).toString('utf8')));
    });
    child.stdin.on('error', () => undefined); // it may end before it has read everything
    child.stdin.end(input);
  });
}

/** Git tells its hooks which repository they belong to; in a submodule that would be the wrong one. Never asks for a password. */
function environment(): NodeJS.ProcessEnv {
  const own =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|NAMESPACE)$/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: process.env.GIT_TERMINAL_PROMPT ?? '0',
    LC_ALL: 'C',
  };
}
