import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';

/** What to run, and where its output goes. */
export interface ServerCommand {
  name: string;
  file: string;
  args: string[];
  cwd: string;
  /** Both output streams are appended here: a pipe would break, and disturb the server, when we are killed. */
  logFile: string;
  uid?: number;
  gid?: number;
}

/**
 * A server that outlives the terminal's Ctrl-C: it runs in its own process group, so only `stop` ends it, after
 * everything that needs it has ended.
 */
export class ServerProcess {
  private constructor(
    private readonly command: ServerCommand,
    private readonly child: ChildProcess,
    private readonly logStart: number,
    /** Resolves when the process is gone, with a sentence about how it ended. */
    readonly ended: Promise<string>,
  ) {}

  static async spawn(command: ServerCommand): Promise<ServerProcess> {
    const logStart = existsSync(command.logFile) ? statSync(command.logFile).size : 0;
    const log = openSync(command.logFile, 'a');
    const { file, args, cwd, uid, gid } = command;
    const child = spawn(file, args, { cwd, uid, gid, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
    });
    child.unref();
    return new ServerProcess(command, child, logStart, ended);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines this run wrote, for error messages. */
  logTail(lines = 15): string {
    const written = readFileSync(this.command.logFile).subarray(this.logStart).toString('utf8');
    return written.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Waits until `probe` answers true; fails with the log's tail when the process ends first or time is up. */
  async ready(probe: () => Promise<boolean>, timeoutMs = 90_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (!this.running) {
        throw new Error(`${this.command.name} ${await this.ended}\n${this.logTail()}`.trimEnd());
      }
      if (await probe()) return;
      if (Date.now() > deadline) {
        await this.stop('SIGKILL');
        throw new Error(`${this.command.name} was not ready after ${timeoutMs} ms\n${this.logTail()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Sends the signal and waits for the end; after `graceMs` SIGKILL. Harmless when already ended. */
  async stop(signal: NodeJS.Signals, graceMs = 20_000): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const hurry = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(hurry);
  }
}
