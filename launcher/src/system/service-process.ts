import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config.js';
import { checkHealth } from '../readiness.js';
import { UserError } from '../user-error.js';
import { listensOn } from './port-owner.js';
import type { RunningProcess } from './supervisor.js';

/** How to start one replica of a service. */
interface ServiceCommand {
  /** Its name in messages. */
  name: string;
  folder: string;
  entry: string;
  environment: Environment;
  /** Responds with 200 when the service is ready. */
  readyUrl: string;
  logFile: string;
}

const READY_TIMEOUT_MS = 120_000;
/** Time to finish requests in progress after SIGTERM. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts a service in its own process group, which the terminal's Ctrl-C does not reach: the
 * launcher stops all services in order. The log file receives the output, also without launcher.
 */
export function startService(command: ServiceCommand): RunningProcess {
  const log = openSync(command.logFile, 'a', 0o600);
  const logStart = statSync(command.logFile).size;
  const child = spawn(process.execPath, [command.entry], {
    cwd: command.folder,
    env: command.environment,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const failure = (reason: string) => {
    const output = readFileSync(command.logFile).subarray(logStart).toString('utf8').trimEnd().split('\n');
    return new UserError(
      [`${command.name} ${reason}`, ...lastLines(output).map((line) => `  | ${line}`)].join('\n'),
    );
  };
  return {
    pid: child.pid ?? -1,
    ended,
    async ready() {
      let problem: string | undefined;
      for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
        if (hasEnded()) throw failure(await ended);
        ({ problem } = await checkHealth(command.readyUrl, command.environment['SERVICE_KEY'], 3_000));
        if (problem) continue;
        if (listensOn(child.pid ?? -1, Number(new URL(command.readyUrl).port))) return;
        problem = 'another process responds on its port';
      }
      throw failure(`was not ready after ${READY_TIMEOUT_MS / 1000} s: ${problem}`);
    },
    async stop() {
      if (hasEnded()) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
    signal: (name) => void child.kill(name),
  };
}

/** The plain text after the JSON lines, which explains a refused start, or the last lines. */
function lastLines(lines: string[]): string[] {
  const lastLogged = lines.findLastIndex((line) => line.startsWith('{'));
  const plain = lines.slice(lastLogged + 1);
  return (plain.length ? plain : lines).slice(-15);
}
