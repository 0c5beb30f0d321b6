import type { Progress } from './progress.mjs';

/** The first difference between node_modules and the lock file. */
export function firstDifference(root: string): string | undefined;
/** Installs when there is a difference. Rejects with the reason when packages are missing afterwards. */
export function installIfNeeded(root: string, progress: Progress): Promise<void>;
