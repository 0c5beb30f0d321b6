/**
 * Escapes the wildcards of LIKE, so that `%` and `_` match themselves. Prisma does not escape them.
 */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
