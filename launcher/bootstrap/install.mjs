import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, npm } from './run.mjs';

/**
 * Installs the packages of package-lock.json when node_modules lacks one. package.json and the lock
 * file stay unchanged. `npm ci` rejects a lock file without the packages of all other platforms,
 * which a registry may not have. Install scripts do not run: no package needs its own, and some
 * download from other hosts. Production needs development dependencies to build the workspaces.
 */
export async function installIfNeeded(root, progress) {
  const difference = firstDifference(root);
  if (!difference) return;
  const step = progress.step(`installing packages (${difference})`);
  const args = ['install', '--include=dev', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const output = await npm(root, args, { title: 'Installing the packages', hint: networkHint(process.env) });
  const missing = missingPackages(root);
  if (missing.length > 0) {
    const lines = output.slice(-10).map((line) => `  | ${line}`);
    const some = missing.slice(0, 3).join(', ');
    const what = `npm reported success, but ${missing.length} packages are not installed (${some}, …):`;
    throw new CommandFailed([what, ...lines, networkHint(process.env)].join('\n'));
  }
  step.done('packages installed');
}

/** npm exits with 0 also when a connection broke or an offline cache lacked a package. */
function missingPackages(root) {
  const locked = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages);
  return locked
    .filter(([path, { optional, devOptional, peer }]) => {
      const needed = path.includes('node_modules/') && !optional && !devOptional && !peer;
      return needed && !existsSync(join(root, path));
    })
    .map(([path]) => path.split('node_modules/').at(-1));
}

/** The settings that decide whether npm reaches its registry. A proxy may contain a password. */
function networkHint(env) {
  const registry = env.npm_config_registry ?? 'the default one';
  const shown = URL.canParse(registry) ? new URL(registry).origin : registry;
  const names = Object.keys(env).filter((name) =>
    /^((https?|no)_proxy|npm_config_(https?_?proxy|proxy|noproxy|offline|prefer_offline|cafile))$/i.test(
      name,
    ),
  );
  const settings = names.length > 0 ? ` Set here: ${names.join(', ')}.` : '';
  return (
    `The registry is ${shown}.${settings} Check with "npm ping" that it is reachable ` +
    '(npm config set registry, proxy, https-proxy, cafile), then start again.'
  );
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
