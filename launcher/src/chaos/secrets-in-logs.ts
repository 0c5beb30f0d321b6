import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names each log file that holds one of these secrets, never the secret. */
export function secretsInLogs(folder: string, secrets: Readonly<Record<string, string>>): string[] {
  const found: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [name, value] of Object.entries(secrets))
      if (value && text.includes(value)) found.push(`${file} holds ${name}`);
  }
  return found;
}
