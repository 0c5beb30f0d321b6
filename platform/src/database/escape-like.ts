/** Escapes the wildcards of LIKE, so that PostgreSQL finds this text as it is. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
