import type { Progress } from './progress.mjs';

/** Clones the submodules whose folders are still empty. */
export function initialiseSubmodules(root: string, progress: Pick<Progress, 'step'>): Promise<void>;
/** Fails when a submodule's folder is still empty. */
export function complainOfEmptySubmodules(root: string): void;
