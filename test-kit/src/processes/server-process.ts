import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';

/** A command and its log file. */
export interface ServerCommand {
  name: string;
  file: string;
  args: string[];
  cwd: string;
  /**
   * Receives both output streams. A pipe would break when this process is killed, and disturb the
   * server.
   */
  logFile: string;
  uid?: number;
  gid?: number;
}

/**
 * A server in a process group of its own: Ctrl-C in the terminal does not reach it, so `stop` can
 * end it after everything that needs it.
 */
export class ServerProcess {
  private constructor(
    private readonly command: ServerCommand,
    private readonly child: ChildProcess,
    private readonly logStart: number,
    /** Resolves with the reason when the process has ended. */
    readonly ended: Promise<string>,
  ) {}

  static async spawn(command: ServerCommand): Promise<ServerProcess> {
    const logStart = existsSync(command.logFile) ? statSync(command.logFile).size : 0;
    const log = openSync(command.logFile, 'a', 0o600);
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

  /** The last lines of this run's output, for error messages. */
  logTail(lines = 15): string {
    const written = readFileSync(this.command.logFile).subarray(this.logStart).toString('utf8');
    return written.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /**
   * Waits until `probe` resolves with true. Throws with the end of the log when the process ends
   * first, or at the timeout.
   */
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

  /**
   * Sends the signal and waits for the end; SIGKILL after `graceMs`. No effect on a process that
   * has ended.
   */
  async stop(signal: NodeJS.Signals, graceMs = 20_000): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const hurry = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(hurry);
  }
}
