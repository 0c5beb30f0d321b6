import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointSpec } from './failpoint-spec.js';
import type { FailpointName } from './failpoint-names.js';

/** Longer than any lock, statement, idle transaction (15 s) or unacknowledged event (30 s) is waited for. */
const HANG_MS = 35_000;
/** What was written to a socket just before (an acknowledgement) has left the process by then. */
const LEAVE_MS = 25;

/** Thrown at a point that was told to throw. */
export class FailpointReached extends Error {
  override readonly name = 'CrashPointReached';
}

/** Where and how this process is to fail. */
export interface Arming extends FailpointSpec {
  /** A file that the first process to fail makes; while it exists none fails again, restarted ones and replicas included. */
  readonly onceFile?: string | undefined;
  /** How long a hang lasts; 35 s unless told. */
  readonly hangMs?: number | undefined;
}

/** What failing does to a process; tests put something gentler in their place. */
export interface FailureActions {
  kill(): void;
  standStill(ms: number): void;
}

const realBlows: FailureActions = {
  kill: () => {
    process.kill(process.pid, 'SIGKILL');
    standStill(60_000);
  },
  standStill,
};

/** Nothing of this process runs meanwhile, as if the machine had been suspended. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * The points of this process at which tests can make it fail. Not armed they cost one look at a boolean:
 * `if (crashPoints.armed) await crashPoints.reach('outbox.publish.before')`.
 */
export class Failpoints {
  armed = false;
  private arming: Arming | undefined;
  private passed = 0;

  constructor(private readonly blows: FailureActions = realBlows) {}

  arm(arming: Arming): void {
    this.arming = arming;
    this.passed = 0;
    this.armed = !(arming.onceFile && existsSync(arming.onceFile));
  }

  disarm(): void {
    this.armed = false;
    this.arming = undefined;
  }

  /** Fails here, if this is the place and the time. */
  async reach(name: FailpointName): Promise<void> {
    const { arming } = this;
    if (!this.armed || arming?.point !== name || ++this.passed !== arming.nth) return;
    if (arming.onceFile && !first(arming.onceFile, name)) return this.disarm();
    await sleep(LEAVE_MS);
    if (arming.mode === 'throw') throw new FailpointReached(`the crash point ${name} was reached`);
    if (arming.mode === 'kill') this.blows.kill();
    else this.blows.standStill(arming.hangMs ?? HANG_MS);
  }

  /** Work with a point before it and one after it. */
  around<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.armed ? this.between(name, work) : work();
  }

  private async between<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.reach(`${name}.before` as FailpointName);
    const result = await work();
    await this.reach(`${name}.after` as FailpointName);
    return result;
  }
}

/** Makes the file; false when another process was faster. */
function first(file: string, name: string): boolean {
  try {
    writeFileSync(file, `${name} ${process.pid} ${new Date().toISOString()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Those of this process. */
export const failpoints = new Failpoints();
