export function initialiseSubmodules(
  root: string,
  progress: { step(title: string): { done(line?: string): void } },
): Promise<void>;
export function emptySubmodules(root: string): string[];
