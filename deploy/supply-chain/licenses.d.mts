interface LockedPackage {
  version?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
}

export function isAllowed(expression: string | undefined): boolean;
export function problemsOf(
  packages: Record<string, LockedPackage>,
  accepted?: Record<string, string>,
): string[];
