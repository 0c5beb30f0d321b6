/** Words of another party, for a text column: without NUL, which PostgreSQL refuses, and shortened. */
export const storableText = (text: string, maxLength: number): string =>
  text.replaceAll('\u0000', '').slice(0, maxLength).toWellFormed();
