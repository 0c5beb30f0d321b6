/** The path to continue at after sign-in, if it is one of this site: `//` and `/\` lead elsewhere. */
export const localPath = (next: unknown): string | undefined =>
  typeof next === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : undefined;
