import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a running process began, in the system's own notation; undefined when there is no such process. With the id it
 * names one process for good: ids are given again, also after a restart of the machine.
 *
 * @param {number} pid
 */
export function startTimeOf(pid) {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      // The second field, the program's name, may hold spaces and brackets; the rest does not.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const [state, ticks] = [fields[0], fields[19]];
      return state === 'Z' || !ticks ? undefined : `${boot}:${ticks}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
