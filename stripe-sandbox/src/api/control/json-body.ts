import type Joi from 'joi';
import { invalid } from '../api-error.js';

/**
 * Checks a JSON body of the control API.
 *
 * @throws ApiError 400 that names everything that is wrong with it
 */
export function readBody<T>(schema: Joi.ObjectSchema<T>, body: unknown): T {
  const { error, value } = schema.validate(body ?? {}, { abortEarly: false, convert: false });
  if (!error) return value;
  const params = error.details.map(({ path }) => path.join('.'));
  throw invalid(error.details.map(({ message }) => message).join('; '), params[0]);
}
