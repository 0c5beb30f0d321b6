import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * `.orderwire/<name>` of the repository that contains `from`. For a service that was cloned alone,
 * a folder in the user's cache. The folder is not created.
 */
export function cacheFolder(name: string, from = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isWorkspaceRoot(folder)) return join(folder, '.orderwire', name);
    if (dirname(folder) === folder) return join(homedir(), '.cache', 'orderwire', name);
  }
}

function isWorkspaceRoot(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  try {
    return 'workspaces' in (JSON.parse(readFileSync(file, 'utf8')) as object);
  } catch {
    return false;
  }
}
