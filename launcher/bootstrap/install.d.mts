/** The first difference between node_modules and the lock file. */
export function firstDifference(root: string): string | undefined;
