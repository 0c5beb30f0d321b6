import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds all workspaces. The same from `src` and from `dist`. */
export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where the embedded system of `npm start` keeps its data. */
export const defaultDataDir = join(repositoryRoot, '.orderwire');
