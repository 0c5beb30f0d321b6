import Joi from 'joi';
import { inProduction } from '../config/in-production.js';
import { parseFailpointSpec } from './failpoint-spec.js';
import { Failpoints } from './failpoints.js';

/** For tests of crash recovery. Refused in production. */
export interface FailpointConfig {
  /** `<name>:<kill|throw|hang>[:<nth>]`: see failpoint-names.ts. */
  CRASH_POINT?: string;
  /** A file that the first process to fail creates; while it exists no process fails. */
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

/** Joi keys of {@link FailpointConfig}. */
export const failpointKeys = {
  CRASH_POINT: Joi.string().custom(forTestsOnly).messages({ 'any.custom': '{#error.message}' }),
  CRASH_POINT_ONCE: Joi.string(),
  CRASH_POINT_HANG_MS: Joi.number().integer().min(1).max(600_000),
};

/**
 * The failpoint that the environment configures; undefined without `CRASH_POINT`. Create it once
 * per process.
 */
export function failpointsOf(config: FailpointConfig): Failpoints | undefined {
  if (!config.CRASH_POINT) return undefined;
  return new Failpoints({
    ...parseFailpointSpec(config.CRASH_POINT),
    onceFile: config.CRASH_POINT_ONCE,
    hangMs: config.CRASH_POINT_HANG_MS,
  });
}
