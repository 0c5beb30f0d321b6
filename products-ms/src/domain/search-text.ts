/** Makes a shopper's text mean itself inside a LIKE pattern: `%` and `_` are characters, not wildcards. */
export const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
