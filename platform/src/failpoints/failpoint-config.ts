import Joi from 'joi';
import { inProduction } from '../config/in-production.js';
import { failpoints } from './failpoints.js';
import { parseFailpointSpec } from './failpoint-spec.js';

/** For tests of what a crash leaves behind. Refused in production. */
export interface FailpointConfig {
  /** `<name>:<kill|throw|hang>[:<nth>]`: see platform/src/failpoints/failpoint-names.ts. */
  CRASH_POINT?: string;
  /** Made by the first process that fails; while it exists none fails again. */
  CRASH_POINT_ONCE?: string;
  /** How long a hang lasts, in milliseconds. */
  CRASH_POINT_HANG_MS?: number;
}

const forTestsOnly = (value: string, helpers: Joi.CustomHelpers): string => {
  if (inProduction(helpers))
    throw new Error('must not be set in production: it makes a service fail on purpose');
  parseFailpointSpec(value);
  return value;
};

/** joi keys of {@link FailpointConfig}. */
export const failpointKeys = {
  CRASH_POINT: Joi.string().custom(forTestsOnly).messages({ 'any.custom': '{#error.message}' }),
  CRASH_POINT_ONCE: Joi.string(),
  CRASH_POINT_HANG_MS: Joi.number().integer().min(1).max(600_000),
};

/** Arms what the environment names, if it names something. */
export function armFailpoint({ CRASH_POINT, CRASH_POINT_ONCE, CRASH_POINT_HANG_MS }: FailpointConfig): void {
  if (!CRASH_POINT) return;
  failpoints.arm({
    ...parseFailpointSpec(CRASH_POINT),
    onceFile: CRASH_POINT_ONCE,
    hangMs: CRASH_POINT_HANG_MS,
  });
}
