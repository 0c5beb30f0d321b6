import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

const { resolve } = createRequire(import.meta.url);

/** The two fonts of a document. Both are embedded as far as they are used. */
export interface Fonts {
  readonly regular: Font;
  readonly bold: Font;
}

/** Parses the fonts, which takes about 50 ms: once per process. */
export const loadFonts = (): Fonts => ({ regular: read('DejaVuSans'), bold: read('DejaVuSans-Bold') });

const read = (name: string): Font =>
  create(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))) as Font;

/** U+25A1, in place of characters that the font lacks. */
const MISSING = '□';

/**
 * The text without characters that the font cannot show: Latin, Greek, Cyrillic and the signs of all
 * currencies are complete. The e-invoice and the order keep the text as it is.
 */
export const printable = (text: string, font: Font): string =>
  [...text]
    .filter((character) => !/[\p{Mn}\p{Cf}]/u.test(character) || font.hasGlyphForCodePoint(codeOf(character)))
    .map((character) => (/\s/.test(character) ? ' ' : character))
    .map((character) => (font.hasGlyphForCodePoint(codeOf(character)) ? character : MISSING))
    .join('');

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
