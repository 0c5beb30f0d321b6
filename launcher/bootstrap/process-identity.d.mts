/** A process id and its start time identify one process: systems reuse ids. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** Undefined when the process does not exist. */
export function identityOf(pid: number): ProcessIdentity | undefined;
/** Whether exactly this process is running. */
export function isRunning(process: ProcessIdentity): boolean;
