import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironmentFile, type Environment } from '../config.js';
import { warning, type Finding } from './finding.js';

/**
 * Names that `.env.template` sets and `.env` does not. Only Docker Compose needs them all, so a `.env` that was not made
 * for it (without COMPOSE_FILE) may lack any.
 */
export function checkEnvFile(root: string): Finding[] {
  const file = join(root, '.env');
  const template = join(root, '.env.template');
  if (!existsSync(file) || !existsSync(template)) return [];
  const given: Environment = readEnvironmentFile(file);
  const forCompose = Object.keys(given).some((name) => name.startsWith('COMPOSE_'));
  const missing = Object.keys(readEnvironmentFile(template)).filter((name) => !(name in given));
  if (!forCompose || missing.length === 0) return [];
  return [
    warning(`.env lacks ${missing.join(', ')}`, 'Docker Compose wants them: npm run compose:env adds them'),
  ];
}
