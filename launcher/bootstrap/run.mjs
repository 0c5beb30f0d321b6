import { spawn } from 'node:child_process';

/** A command failed; the message is for the user. */
export class CommandFailed extends Error {}

/** How to start npm: it sets its own path for scripts; otherwise it is found on PATH. */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
}

/**
 * Runs npm without showing its output, and resolves with its last lines. An error contains the
 * title, the output and the hint.
 */
export async function npm(cwd, args, { title, hint }) {
  const [file, ...head] = npmCommand();
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
        }
      });
    }
    child.on('close', resolve);
  });
  if (code === 0) return lines;
  // npm prints the reason first, a compiler last.
  const errors = lines.filter((line) => !line.startsWith('npm warn'));
  const shown = errors.length > 30 ? [...errors.slice(0, 14), '…', ...errors.slice(-14)] : errors;
  const output = shown.map((line) => `  | ${line}`);
  throw new CommandFailed(
    [`${title} failed (npm ${args.join(' ')}):`, ...output, ...(hint ? [hint] : [])].join('\n'),
  );
}
