import type { Progress } from './progress.mjs';

/** Folders of the submodules; none in the monorepo. */
export function submodulePaths(root: string): string[];
/** Clones empty submodules. */
export function initialiseSubmodules(root: string, progress: Pick<Progress, 'step'>): Promise<void>;
/** Throws when a submodule is empty. */
export function requireSubmodules(root: string): void;
