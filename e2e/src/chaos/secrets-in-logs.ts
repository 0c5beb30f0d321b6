import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names each log file that contains a secret, and the secret's name; never its value. */
export function secretsInLogs(folder: string, secrets: Readonly<Record<string, string>>): string[] {
  const found: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [name, value] of Object.entries(secrets))
      if (value && text.includes(value)) found.push(`${file} contains ${name}`);
  }
  return found;
}

/** Secrets of at least 16 characters by name, from an object of any depth. */
export function flattenSecrets(value: unknown, name = 'secret'): Record<string, string> {
  if (typeof value === 'string') return value.length >= 16 ? { [name]: value } : {};
  const nested = Object.entries(Object(value) as object).map(([key, inner]) => flattenSecrets(inner, key));
  return Object.assign({}, ...nested) as Record<string, string>;
}
