import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from './repository.js';
import { topology } from './topology.js';

/** The part of a Joi schema that the launcher uses. */
export interface ConfigSchema {
  describe(): { keys?: Record<string, unknown> };
  validate(
    values: object,
    options: object,
  ): { error?: { details: { path: (string | number)[]; type: string; message: string }[] } };
}

/** The configuration schemas that the built services export, by service. */
export async function serviceSchemas(root = repositoryRoot): Promise<Map<string, ConfigSchema>> {
  const schemas = new Map<string, ConfigSchema>();
  for (const { name, folder = name } of topology) {
    const file = pathToFileURL(join(root, folder, 'dist', 'config.js')).href;
    const { configSchema } = (await import(file)) as { configSchema: ConfigSchema };
    schemas.set(name, configSchema);
  }
  return schemas;
}

/** Every variable that the service reads. */
export const namesOf = (schema: ConfigSchema): string[] => Object.keys(schema.describe().keys ?? {});
