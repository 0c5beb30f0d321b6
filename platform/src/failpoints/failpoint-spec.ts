import { type FailpointName, failpointNames, isFailpoint } from './failpoint-names.js';

/** `kill`: SIGKILL. `throw`: an error out of nowhere. `hang`: the whole process stands still for a while, and goes on. */
export const failpointModes = ['kill', 'throw', 'hang'] as const;

export type FailpointMode = (typeof failpointModes)[number];

/** Where, how, and the how-manieth time somebody comes by. */
export interface FailpointSpec {
  readonly point: FailpointName;
  readonly mode: FailpointMode;
  readonly nth: number;
}

/** Reads `<name>:<kill|throw|hang>[:<nth>]`. Throws with what is wrong with it. */
export function parseFailpointSpec(text: string): FailpointSpec {
  const [point = '', mode = '', nth = '1', ...rest] = text.split(':');
  if (rest.length > 0) throw new Error('must be <name>:<kill|throw|hang>[:<nth>]');
  if (!isFailpoint(point))
    throw new Error(
      `names no crash point "${point}"; there are ${[...failpointNames(['<service>_ms_<reaction>']), '<statement>.commit.before', '<statement>.commit.after'].join(', ')}`,
    );
  if (!isMode(mode)) throw new Error(`must say kill, throw or hang after the name, not "${mode}"`);
  if (!/^[1-9]\d{0,8}$/.test(nth)) throw new Error(`must say the how-manieth time as a number, not "${nth}"`);
  return { point, mode, nth: Number(nth) };
}

const isMode = (text: string): text is FailpointMode => failpointModes.some((mode) => mode === text);
