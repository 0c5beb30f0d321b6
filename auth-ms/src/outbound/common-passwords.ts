import { readFileSync } from 'node:fs';

const file = new URL('../../data/common-passwords.txt', import.meta.url);

/** The 10,000 most common passwords of eight characters or more, in lower case; data/README.md says where they come from. */
export const commonPasswords: ReadonlySet<string> = new Set(readFileSync(file, 'utf8').trimEnd().split('\n'));
