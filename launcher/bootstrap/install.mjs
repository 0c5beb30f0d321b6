import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './run.mjs';

/**
 * Installs the packages of package-lock.json when node_modules lacks one of them. Not with `npm ci`: that refuses a lock
 * file without the packages of every other platform, which a registry may not carry. Nothing is saved, so package.json
 * and the lock file stay as they are. Install scripts are not run: none of our packages needs its own, and some reach
 * for hosts that a machine may not have. What builds is wanted in production too, where npm would leave it out.
 */
export async function installIfNeeded(root, progress) {
  const missing = firstDifference(root);
  if (!missing) return;
  const step = progress.step(`installing packages (${missing})`);
  await npm(root, ['install', '--include=dev', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    title: 'Installing the packages',
    hint: 'Is the npm registry reachable from here? "npm ping" tells. Then start again.',
  });
  step.done('packages installed');
}

/** What node_modules lacks of the lock file, in words; undefined when it has everything. npm keeps its own list there. */
export function firstDifference(root) {
  const listFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listFile)) return 'the first time takes a minute or two';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(listFile, 'utf8')).packages;
  for (const [path, { version, link, optional, devOptional, peer }] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = existsSync(join(root, path)) ? present[path] : undefined;
    // Packages for other platforms stay out.
    if (!found && (optional || devOptional || peer)) continue;
    if (!found || found.version !== version || Boolean(found.link) !== Boolean(link)) {
      return `${path.split('node_modules/').at(-1)} has changed`;
    }
  }
  return undefined;
}
