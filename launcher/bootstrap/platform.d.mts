export interface Machine {
  /** As `process.platform` and `process.arch` name them. */
  platform: string;
  arch: string;
  /** As `os.release()` returns it. */
  kernel: string;
  /** Undefined with another C library. */
  glibc?: string | undefined;
}

export function thisMachine(): Machine;
/** Why the embedded system cannot run on a machine, with the remedy; undefined where it can. */
export function unsupportedReason(machine: Machine): string | undefined;
