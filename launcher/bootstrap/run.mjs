import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A command failed; the message is for the user. */
export class CommandFailed extends Error {}

/** How to start npm: it sets its own path for scripts; otherwise it is found on PATH. */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
}

/** Runs npm as {@link run}. */
export function npm(cwd, args, { title, hint }) {
  const [file, ...head] = npmCommand();
  const env = { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'warn' };
  return run([file, ...head, ...args], { cwd, env }, { title, hint, command: `npm ${args.join(' ')}` });
}

/**
 * Runs a script of a workspace's manifest as {@link run}, as `npm run` does, which itself takes half a
 * second of processor time.
 */
export function npmScript(root, folder, name, { title }) {
  const cwd = join(root, folder);
  const script = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).scripts?.[name];
  if (!script) return Promise.resolve([]);
  const bins = [cwd, root].map((at) => join(at, 'node_modules', '.bin'));
  const env = { ...process.env, PATH: [...bins, process.env.PATH].join(delimiter) };
  return run([script], { cwd, env, shell: true }, { title, command: script });
}

/**
 * Runs a command without showing its output, and resolves with its last lines. An error contains the
 * title, the output and the hint.
 */
async function run([file, ...args], options, { title, hint, command }) {
  const lines = [];
  const code = await new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
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
  throw new CommandFailed([`${title} failed (${command}):`, ...output, ...(hint ? [hint] : [])].join('\n'));
}
