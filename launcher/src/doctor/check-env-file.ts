import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironmentFile } from '../config.js';
import { warning, type Finding } from './finding.js';

/** Finds variables of `.env.template` that `.env` lacks. Only a `.env` for Docker Compose needs them all. */
export function checkEnvFile(root: string): Finding[] {
  const [file, template] = [join(root, '.env'), join(root, '.env.template')];
  if (!existsSync(file) || !existsSync(template)) return [];
  const environment = readEnvironmentFile(file);
  const isForCompose = Object.keys(environment).some((name) => name.startsWith('COMPOSE_'));
  const missing = Object.keys(readEnvironmentFile(template)).filter((name) => !(name in environment));
  if (!isForCompose || missing.length === 0) return [];
  return [warning(`.env lacks ${missing.join(', ')}`, 'npm run compose:env adds what Docker Compose needs')];
}
