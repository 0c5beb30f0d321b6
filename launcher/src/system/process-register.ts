import { existsSync, readFileSync, rmSync } from 'node:fs';
import { withLock } from '../../bootstrap/lock.mjs';
import { writePrivately } from '../secrets.js';
import { UserError } from '../user-error.js';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';

interface Register {
  launcher: ProcessIdentity;
  processes: (ProcessIdentity & { name: string })[];
}

/** The system in this data folder belongs to another launcher, which is alive. */
export class AlreadyRunning extends UserError {
  constructor(readonly pid: number) {
    super(`The system is already running (launcher process ${pid}).`);
  }
}

/**
 * Which launcher owns a data folder and which processes it has started, on the disk: so that after a kill -9 of the
 * launcher the next one can end what was left, and nothing that it cannot prove to be ours.
 */
export class ProcessRegister {
  private readonly processes = new Map<number, ProcessIdentity & { name: string }>();

  private constructor(
    private readonly file: string,
    private readonly launcher: ProcessIdentity,
  ) {}

  /** Makes this process the owner and ends what a dead owner left. Throws {@link AlreadyRunning}. */
  static claim(file: string, onLeftover: (name: string) => void = () => undefined): Promise<ProcessRegister> {
    // Of two that start at the same moment, one becomes the owner and the other hears of it.
    return withLock(
      `${file}.lock`,
      () => ({ done: () => undefined }),
      () => ProcessRegister.claimLocked(file, onLeftover),
    );
  }

  private static async claimLocked(
    file: string,
    onLeftover: (name: string) => void,
  ): Promise<ProcessRegister> {
    const left = readRegister(file);
    if (left && left.launcher.pid !== process.pid && isRunning(left.launcher)) {
      throw new AlreadyRunning(left.launcher.pid);
    }
    const launcher = identityOf(process.pid);
    if (!launcher) throw new Error('This process cannot find itself among the running ones.');
    const register = new ProcessRegister(file, launcher);
    // They stay written down until they have ended: whoever is killed over it leaves them to the next.
    const leftovers = (left?.processes ?? []).filter(isRunning);
    for (const leftover of leftovers) register.processes.set(leftover.pid, leftover);
    register.write();
    await Promise.all(
      leftovers.map(async (leftover) => {
        onLeftover(leftover.name);
        await end(leftover);
        register.remove(leftover.pid);
      }),
    );
    return register;
  }

  add(name: string, pid: number): void {
    const identity = identityOf(pid);
    if (!identity) return;
    this.processes.set(pid, { name, ...identity });
    this.write();
  }

  remove(pid: number): void {
    if (this.processes.delete(pid)) this.write();
  }

  /** Gives the data folder up. */
  release(): void {
    rmSync(this.file, { force: true });
  }

  private write(): void {
    const register: Register = { launcher: this.launcher, processes: [...this.processes.values()] };
    writePrivately(this.file, register);
  }
}

/** The live launcher that owns this data folder, if any. */
export function ownerOf(file: string): ProcessIdentity | undefined {
  const register = readRegister(file);
  return register && isRunning(register.launcher) ? register.launcher : undefined;
}

/** What a launcher wrote down here, alive or not. */
export function readRegister(file: string): Register | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Register;
  } catch {
    return undefined;
  }
}

/** SIGTERM, and SIGKILL to what has not ended after five seconds. */
async function end(leftover: ProcessIdentity): Promise<void> {
  for (const [signal, graceMs] of [
    ['SIGTERM', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    // Also after the last wait, in which it may have ended: its id could be another's by now.
    if (!isRunning(leftover)) return;
    try {
      process.kill(leftover.pid, signal);
    } catch {
      return;
    }
    for (const deadline = Date.now() + graceMs; Date.now() < deadline;) {
      if (!isRunning(leftover)) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
