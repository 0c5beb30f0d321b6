import { spawn } from 'node:child_process';

/** A command ended badly; the message is for the person in front of the terminal. */
export class CommandFailed extends Error {}

/**
 * Runs npm with these arguments and swallows its output, unless it fails: then the last lines are in the error.
 *
 * @param {string} cwd
 * @param {string[]} args
 * @param {{title: string, hint?: string, onLine?: (line: string) => void}} options
 */
export async function npm(cwd, args, { title, hint, onLine }) {
  // npm tells its scripts where it is; without it (node launcher/bootstrap.mjs) the one on PATH serves.
  const cli = process.env.npm_execpath;
  const [file, head] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const lines = [];
  const code = await new Promise((resolve) => {
    const child = spawn(file, [...head, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: file === 'npm' && process.platform === 'win32',
      env: { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'warn' },
    });
    child.on('error', (error) => {
      lines.push(error.message);
      resolve(1);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        for (const line of text.split('\n').filter((part) => part.trim())) {
          lines.push(line);
          if (lines.length > 500) lines.shift();
          onLine?.(line);
        }
      });
    }
    child.on('close', resolve);
  });
  if (code === 0) return;
  // The reason stands at the beginning of what npm says, and at the end of what a compiler says.
  const errors = lines.filter((line) => !line.startsWith('npm warn'));
  const told = errors.length > 30 ? [...errors.slice(0, 14), '…', ...errors.slice(-14)] : errors;
  const tail = told.map((line) => `  | ${line}`);
  throw new CommandFailed(
    [`${title} failed (npm ${args.join(' ')}):`, ...tail, ...(hint ? [hint] : [])].join('\n'),
  );
}
