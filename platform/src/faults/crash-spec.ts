import { type CrashPointName, crashPointNames, isCrashPoint } from './points.js';

/** `kill`: SIGKILL. `throw`: an error out of nowhere. `hang`: the whole process stands still for a while, and goes on. */
export const crashModes = ['kill', 'throw', 'hang'] as const;

export type CrashMode = (typeof crashModes)[number];

/** Where, how, and the how-manieth time somebody comes by. */
export interface CrashSpec {
  readonly point: CrashPointName;
  readonly mode: CrashMode;
  readonly nth: number;
}

/** Reads `<name>:<kill|throw|hang>[:<nth>]`. Throws with what is wrong with it. */
export function parseCrashSpec(text: string): CrashSpec {
  const [point = '', mode = '', nth = '1', ...rest] = text.split(':');
  if (rest.length > 0) throw new Error('must be <name>:<kill|throw|hang>[:<nth>]');
  if (!isCrashPoint(point))
    throw new Error(
      `names no crash point "${point}"; there are ${[...crashPointNames(['<service>_ms_<reaction>']), '<statement>.commit.before', '<statement>.commit.after'].join(', ')}`,
    );
  if (!isMode(mode)) throw new Error(`must say kill, throw or hang after the name, not "${mode}"`);
  if (!/^[1-9]\d{0,8}$/.test(nth)) throw new Error(`must say the how-manieth time as a number, not "${nth}"`);
  return { point, mode, nth: Number(nth) };
}

const isMode = (text: string): text is CrashMode => crashModes.some((mode) => mode === text);
