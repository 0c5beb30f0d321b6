import { m } from '../../messages';

/** The code of a fault in plain words. */
export const reasonText = (code: string): string => m.problems.codes[code] ?? code;
