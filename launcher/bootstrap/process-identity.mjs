import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Id and start time of a running process; undefined when it does not exist. */
export function identityOf(pid) {
  const startedAt = startTimeOf(pid);
  return startedAt && { pid, startedAt };
}

/** Whether exactly this process is running. */
export const isRunning = ({ pid, startedAt }) => Boolean(startedAt) && startTimeOf(pid) === startedAt;

/** The start time in a system-dependent format that also differs after a restart of the machine. */
function startTimeOf(pid) {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      // Only the second field, the program's name, can contain spaces and brackets.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const [state, ticks] = [fields[0], fields[19]];
      return state === 'Z' || !ticks ? undefined : `${boot}:${ticks}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
