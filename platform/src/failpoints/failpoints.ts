import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointName } from './failpoint-names.js';
import type { FailpointSpec } from './failpoint-spec.js';

/**
 * Longer than any lock, statement, idle transaction (15 s) or unacknowledged event (30 s) is waited
 * for.
 */
const HANG_MS = 35_000;
/**
 * Before a failure, so that what was just written to a socket (an acknowledgement) has left the
 * process.
 */
const FLUSH_MS = 25;

/** Thrown at a failpoint of mode `throw`. */
export class FailpointReached extends Error {
  override readonly name = 'FailpointReached';
}

/** Where and how this process fails. */
export interface FailpointOptions extends FailpointSpec {
  /**
   * Created by the first process that fails. While it exists no process fails: neither a restarted
   * one nor a replica.
   */
  readonly onceFile?: string | undefined;
  /** How long a hang lasts. Default: 35 s. */
  readonly hangMs?: number | undefined;
}

/** How a process fails. Unit tests replace it. */
export interface FailureActions {
  kill(): void;
  hang(ms: number): void;
}

const processActions: FailureActions = {
  kill: () => {
    process.kill(process.pid, 'SIGKILL');
    hang(60_000);
  },
  hang,
};

/** Blocks the event loop, as if the machine had been suspended. */
function hang(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The failpoint of this process. It exists only where `CRASH_POINT` is set. */
export class Failpoints {
  private reached = 0;
  private spent: boolean;

  constructor(
    private readonly options: FailpointOptions,
    private readonly actions = processActions,
  ) {
    this.spent = options.onceFile !== undefined && existsSync(options.onceFile);
  }

  /**
   * Fails here, if this is the configured failpoint and the configured time that it is reached.
   * Fails once.
   */
  async reach(name: FailpointName): Promise<void> {
    const { point, nth, mode, onceFile, hangMs = HANG_MS } = this.options;
    if (this.spent || point !== name || ++this.reached !== nth) return;
    this.spent = true;
    if (onceFile && !createOnce(onceFile, name)) return;
    await sleep(FLUSH_MS);
    if (mode === 'throw') throw new FailpointReached(`the failpoint ${name} was reached`);
    if (mode === 'kill') this.actions.kill();
    else this.actions.hang(hangMs);
  }

  /** Runs work between the failpoints `<name>.before` and `<name>.after`. */
  async around<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.reach(`${name}.before` as FailpointName);
    const result = await work();
    await this.reach(`${name}.after` as FailpointName);
    return result;
  }
}

/** Creates the file; false when another process was faster. */
function createOnce(file: string, name: string): boolean {
  try {
    writeFileSync(file, `${name} ${process.pid} ${new Date().toISOString()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
