import { type FailpointName, failpointNames, isFailpoint } from './failpoint-names.js';

/**
 * `kill`: SIGKILL. `throw`: an unexpected error. `hang`: the whole process stops for a while and
 * then goes on.
 */
export const failpointModes = ['kill', 'throw', 'hang'] as const;

export type FailpointMode = (typeof failpointModes)[number];

/** Where a process fails, how, and at which time that it gets there. */
export interface FailpointSpec {
  readonly point: FailpointName;
  readonly mode: FailpointMode;
  /** 1: the first time. */
  readonly nth: number;
}

/** Parses `<name>:<kill|throw|hang>[:<nth>]`. Throws with the reason when it is not valid. */
export function parseFailpointSpec(text: string): FailpointSpec {
  const [point = '', mode = '', nth = '1', ...rest] = text.split(':');
  if (rest.length > 0) throw new Error('must be <name>:<kill|throw|hang>[:<nth>]');
  if (!isFailpoint(point)) {
    const names = [
      ...failpointNames(['<service>_ms_<handler>']),
      '<statement>.commit.before',
      '<statement>.commit.after',
    ];
    throw new Error(`names no failpoint "${point}"; valid names: ${names.join(', ')}`);
  }
  if (!isMode(mode)) throw new Error(`must have kill, throw or hang after the name, not "${mode}"`);
  if (!/^[1-9]\d{0,8}$/.test(nth)) throw new Error(`must have a positive number at the end, not "${nth}"`);
  return { point, mode, nth: Number(nth) };
}

const isMode = (text: string): text is FailpointMode => failpointModes.some((mode) => mode === text);
