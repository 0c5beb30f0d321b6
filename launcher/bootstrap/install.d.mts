/** What node_modules lacks of the lock file, in words. */
export function firstDifference(root: string): string | undefined;
