import { startTimeOf } from '../../bootstrap/process-identity.mjs';

/** One process, beyond doubt. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** Undefined when the process has already ended. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = startTimeOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process is still running. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return startTimeOf(pid) === startedAt;
}
