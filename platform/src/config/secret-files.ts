import { readFileSync } from 'node:fs';

/** A variable whose file could not be used, and the reason. */
export interface FileProblem {
  name: string;
  problem: string;
}

/**
 * Reads secrets from files: where `NAME` is not set, the trimmed content of the file that
 * `NAME_FILE` names is its value. Only for the given names, since other programs have `…_FILE`
 * variables too.
 */
export function readSecretFiles(
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): { values: NodeJS.ProcessEnv; problems: FileProblem[] } {
  const values: NodeJS.ProcessEnv = { ...env };
  const problems: FileProblem[] = [];
  for (const name of names) {
    const file = env[`${name}_FILE`];
    if (env[name]?.trim() || !file?.trim()) continue;
    try {
      const content = readFileSync(file, 'utf8').trim();
      if (content) values[name] = content;
      else problems.push({ name: `${name}_FILE`, problem: `names ${file}, which is empty` });
    } catch (error) {
      problems.push({ name: `${name}_FILE`, problem: `names ${file}, ${reasonOf(error)}` });
    }
  }
  return { values, problems };
}

function reasonOf(error: unknown): string {
  const { code = 'unreadable' } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    ENOENT: 'which does not exist',
    EACCES: 'which this account may not read',
    EISDIR: 'which is a folder',
  };
  return words[code] ?? `which cannot be read (${code})`;
}
