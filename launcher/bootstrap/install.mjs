import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './run.mjs';

/**
 * Installs the packages of package-lock.json when node_modules lacks one. package.json and the lock
 * file stay unchanged. `npm ci` rejects a lock file without the packages of all other platforms,
 * which a registry may not have. Install scripts do not run: no package needs its own, and some
 * download from other hosts. Production needs development dependencies to build the workspaces.
 */
export async function installIfNeeded(root, progress) {
  const missing = firstDifference(root);
  if (!missing) return;
  const step = progress.step(`installing packages (${missing})`);
  await npm(root, ['install', '--include=dev', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    title: 'Installing the packages',
    hint: 'Check with "npm ping" that the npm registry is reachable, then start again.',
  });
  step.done('packages installed');
}

/** The first difference between npm's list in node_modules and the lock file, if any. */
export function firstDifference(root) {
  const listFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listFile)) return 'the first time takes one or two minutes';
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(listFile, 'utf8')).packages;
  for (const [path, { version, link, optional, devOptional, peer }] of Object.entries(locked)) {
    if (!path.includes('node_modules/')) continue;
    const found = existsSync(join(root, path)) ? installed[path] : undefined;
    // Packages for other platforms are not installed.
    if (!found && (optional || devOptional || peer)) continue;
    if (!found || found.version !== version || Boolean(found.link) !== Boolean(link)) {
      return `${path.split('node_modules/').at(-1)} has changed`;
    }
  }
  return undefined;
}
