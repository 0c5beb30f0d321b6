import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The start time of a running process in a system-dependent format; undefined when the process does not exist. Id and
 * start time identify one process: ids are reused, also after a restart of the machine.
 *
 * @param {number} pid
 */
export function startTimeOf(pid) {
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
