import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Environment } from '../config.js';
import { listensOn } from './port-holder.js';
import { UserError } from '../user-error.js';
import type { Running } from './supervisor.js';

/** How to start one replica of a service. */
export interface ServiceCommand {
  /** As it is called on the screen. */
  name: string;
  folder: string;
  entry: string;
  environment: Environment;
  /** Answers 200 when the service can do its work. */
  readyUrl: string;
  logFile: string;
  readyTimeoutMs?: number;
  /** How long it may take to finish the work at hand after SIGTERM. */
  stopTimeoutMs?: number;
}

/**
 * Starts a service as a process group of its own: the terminal's Ctrl-C does not reach it, so that all are stopped in
 * the order that loses nothing. Its output goes straight to its log file, which survives us.
 */
export function startService(command: ServiceCommand): Running {
  const log = openSync(command.logFile, 'a');
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
  const isOver = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const failure = (reason: string) => {
    const said = readFileSync(command.logFile).subarray(logStart).toString('utf8').trimEnd().split('\n');
    return new UserError(
      [`${command.name} ${reason}`, ...lastWords(said).map((line) => `  | ${line}`)].join('\n'),
    );
  };
  return {
    pid: child.pid ?? -1,
    ended,
    async ready() {
      const timeoutMs = command.readyTimeoutMs ?? 120_000;
      let lastAnswer = 'nothing answered';
      for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
        if (isOver()) throw failure(await ended);
        const answer = await ask(command.readyUrl);
        const ours = listensOn(child.pid ?? -1, Number(new URL(command.readyUrl).port));
        if (answer === 'ready' && ours) return;
        lastAnswer = answer === 'ready' ? 'another process answers on its port' : answer;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw failure(`was not ready after ${timeoutMs / 1000} s: ${lastAnswer}`);
    },
    async stop() {
      if (isOver()) return;
      child.kill('SIGTERM');
      const hurry = setTimeout(() => child.kill('SIGKILL'), command.stopTimeoutMs ?? 15_000);
      await ended;
      clearTimeout(hurry);
    },
    signal: (name) => void child.kill(name),
  };
}

/** Why a service refuses stands in plain text after its log lines, which are JSON; the latter only when it said nothing. */
function lastWords(lines: string[]): string[] {
  const lastLogged = lines.findLastIndex((line) => line.startsWith('{'));
  const plain = lines.slice(lastLogged + 1);
  return (plain.length ? plain : lines).slice(-15);
}

async function ask(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    const body = await answer.text();
    return answer.ok ? 'ready' : `HTTP ${answer.status} ${body.slice(0, 300)}`;
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code ?? String(error);
  }
}
