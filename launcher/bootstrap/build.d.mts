import type { Progress } from './progress.mjs';

/** Builds the workspaces that have changed since their last build. */
export function buildAll(root: string, progress: Progress): Promise<void>;
