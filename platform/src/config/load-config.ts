import Joi from 'joi';

/** Thrown when environment variables are missing or wrong; the message names every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment through a joi schema. Unknown names are left alone: the environment belongs to everybody.
 * Throws a {@link ConfigError} that lists all wrong variables at once, without their values, which may be secrets.
 */
export function loadConfig<Config>(schema: Joi.ObjectSchema<Config>, env: NodeJS.ProcessEnv): Config {
  const { value, error } = schema.validate(withoutBlanks(env), {
    abortEarly: false,
    stripUnknown: true,
    convert: true,
    errors: { wrap: { label: false } },
  });
  if (!error) return value;
  const lines = error.details.map(({ path, message, type }) => {
    const name = path.join('.') || 'environment';
    return `  ${name}: ${type === 'any.required' ? 'is missing' : message.replace(name, '').trim()}`;
  });
  throw new ConfigError(`Cannot start: ${lines.length} environment variable(s) to mend\n${lines.join('\n')}`);
}

/** `NAME=` in an .env file means "not set", not "set to nothing". */
function withoutBlanks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
