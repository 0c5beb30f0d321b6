import Joi from 'joi';
import { misspelt } from './misspelt.js';
import { readSecretFiles } from './secret-files.js';

/** Thrown when environment variables are missing or wrong; the message names every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment through a joi schema. Unknown names are left alone: the environment belongs to everybody.
 * The value of each name may lie in a file that `NAME_FILE` names. Throws a {@link ConfigError} that lists all wrong
 * variables at once, without their values, which may be secrets.
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
  if (!error && problems.length === 0) return value;
  const lines = problems.map(({ name, problem }) => `  ${name}: ${problem}`);
  const strangers = Object.keys(values).filter((other) => !names.includes(other));
  for (const { path, message, type } of error?.details ?? []) {
    const name = path.join('.') || 'environment';
    // What its file has to be blamed for is said already.
    if (problems.some((problem) => problem.name === `${name}_FILE`)) continue;
    lines.push(
      `  ${name}: ${type === 'any.required' ? missing(name, strangers) : message.replace(name, '').trim()}`,
    );
  }
  throw new ConfigError(`Cannot start: ${lines.length} environment variable(s) to mend\n${lines.join('\n')}`);
}

function missing(name: string, strangers: string[]): string {
  const other = misspelt(name, strangers);
  return other ? `is missing; ${other} is set: is it misspelt?` : 'is missing';
}

/** `NAME=` in an .env file means "not set", not "set to nothing". */
function withoutBlanks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
