import Joi from 'joi';
import { findMisspelled } from './find-misspelled.js';
import { readSecretFiles } from './secret-files.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** Thrown when environment variables are missing or invalid. The message names all of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment with a Joi schema and ignores unknown names. `NAME_FILE` may name a file
 * that contains the value of `NAME`. Throws a {@link ConfigError} that lists all invalid variables,
 * without their values, which may be secrets.
 */
export function loadConfig<Config>(schema: Joi.ObjectSchema<Config>, env: NodeJS.ProcessEnv): Config {
  const names = Object.keys((schema.describe() as { keys: object }).keys);
  const { values, problems } = readSecretFiles(names, withoutBlanks(env));
  const { value, error } = schema.validate(values, {
    abortEarly: false,
    stripUnknown: true,
    convert: true,
    errors: { wrap: { label: false } },
  });
  // Node's --env-file takes a byte order mark for a part of the first name.
  const marked = Object.keys(env).find((name) => name.startsWith(BYTE_ORDER_MARK));
  if (marked)
    problems.push({
      name: marked.slice(1),
      problem: 'follows a byte order mark: save the .env file without',
    });
  if (!error && problems.length === 0) return value;
  const lines = problems.map(({ name, problem }) => `  ${name}: ${problem}`);
  const unknown = Object.keys(values).filter((other) => !names.includes(other));
  for (const { path, message, type } of error?.details ?? []) {
    const name = path.join('.') || 'environment';
    // The problem of its file is listed already.
    if (problems.some((problem) => problem.name === `${name}_FILE`)) continue;
    lines.push(
      `  ${name}: ${type === 'any.required' ? missing(name, unknown) : message.replace(name, '').trim()}`,
    );
  }
  throw new ConfigError(`Cannot start: ${lines.length} invalid environment variable(s)\n${lines.join('\n')}`);
}

function missing(name: string, unknown: string[]): string {
  const other = findMisspelled(name, unknown);
  return other ? `is missing; ${other} is set: is it misspelled?` : 'is missing';
}

/** `NAME=` in an .env file means "not set", not "set to nothing". */
function withoutBlanks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
