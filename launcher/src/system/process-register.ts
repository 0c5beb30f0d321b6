import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../bootstrap/lock.mjs';
import { identityOf, isRunning, type ProcessIdentity } from '../../bootstrap/process-identity.mjs';
import { writePrivately, writeWhenPossible } from '../secrets.js';
import { UserError } from '../user-error.js';
import { filesIn, readJson, readState, type SystemState } from './state-file.js';

interface NamedProcess extends ProcessIdentity {
  name: string;
}

interface Register {
  launcher: ProcessIdentity;
  processes: NamedProcess[];
}

/** Another launcher, which is alive, owns the data folder. */
export class AlreadyRunning extends UserError {
  constructor(readonly pid: number) {
    super(`The system is already running (launcher process ${pid}).`);
  }
}

/**
 * Stores which launcher owns a data folder and which processes it has started. After a kill -9 of
 * the launcher, the next one ends the remaining processes that provably belong to the system.
 */
export class ProcessRegister {
  private readonly processes = new Map<number, NamedProcess>();
  private released = false;

  private constructor(
    private readonly file: string,
    private readonly launcher: ProcessIdentity,
  ) {}

  /** Makes this process the owner, ends those of a dead owner. Throws {@link AlreadyRunning}. */
  static claim(file: string, onLeftover: (name: string) => void = () => undefined): Promise<ProcessRegister> {
    // Of two launchers that start at the same moment, one becomes the owner and the other fails.
    return withLock(`${file}.lock`, undefined, async () => {
      const previous = readRegister(file);
      if (previous && previous.launcher.pid !== process.pid && isRunning(previous.launcher))
        throw new AlreadyRunning(previous.launcher.pid);
      const launcher = identityOf(process.pid);
      if (!launcher) throw new Error('The start time of this process cannot be determined.');
      const register = new ProcessRegister(file, launcher);
      // Registered until they have ended: a launcher killed meanwhile leaves them to the next one.
      const leftovers = (previous?.processes ?? []).filter(isRunning);
      for (const leftover of leftovers) register.processes.set(leftover.pid, leftover);
      writePrivately(file, register.content);
      await Promise.all(
        leftovers.map(async (leftover) => {
          onLeftover(leftover.name);
          await end(leftover);
          register.remove(leftover.pid);
        }),
      );
      return register;
    });
  }

  add(name: string, pid: number): void {
    const identity = identityOf(pid);
    if (!identity) return;
    this.processes.set(pid, { name, ...identity });
    this.save();
  }

  remove(pid: number): void {
    if (this.processes.delete(pid)) this.save();
  }

  /** Gives up the data folder. */
  release(): void {
    this.released = true;
    rmSync(this.file, { force: true });
  }

  private get content(): Register {
    return { launcher: this.launcher, processes: [...this.processes.values()] };
  }

  /** A full disk must not end the launcher, which would leave all processes behind. */
  private save(): void {
    writeWhenPossible(this.file, () => (this.released ? undefined : this.content));
  }
}

/** The live launcher that owns this data folder. */
export function ownerOf(file: string): ProcessIdentity | undefined {
  const register = readRegister(file);
  return register && isRunning(register.launcher) ? register.launcher : undefined;
}

/** The state of another launcher's system, `gone` when it has ended, or `busy` after the wait. */
export async function waitForOtherLauncher(
  dataDir: string,
  signal: AbortSignal,
  timeoutMs = 60_000,
): Promise<SystemState | 'gone' | 'busy'> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline && !signal.aborted;) {
    if (!ownerOf(filesIn(dataDir).register)) return 'gone';
    const state = readState(dataDir);
    if (state) return state;
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
  return 'busy';
}

/** The register in a file. Its launcher may be dead. */
export const readRegister = (file: string): Register | undefined => readJson(file);

/** Sends a signal. Returns whether the process exists and belongs to the same user. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Sends SIGTERM, and SIGKILL to a process that has not ended after five seconds. */
async function end(leftover: ProcessIdentity): Promise<void> {
  for (const [signal, graceMs] of [
    ['SIGTERM', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    // Its id may belong to another process by now.
    if (!isRunning(leftover) || !kill(leftover.pid, signal)) return;
    for (const deadline = Date.now() + graceMs; Date.now() < deadline;) {
      if (!isRunning(leftover)) return;
      await sleep(25);
    }
  }
}
