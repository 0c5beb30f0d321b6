import type { Progress } from './progress.mjs';

/** Builds the workspaces that have changed since their last build, except those in these folders. */
export function buildAll(root: string, progress: Progress, except?: readonly string[]): Promise<void>;
