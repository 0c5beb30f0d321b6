import { type Fonts, printable } from './fonts.js';

export interface Column {
  readonly title: string;
  /** In points. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly left: number;
  readonly top: number;
  /** Where the table continues on the next page, and where a page ends. */
  readonly first: number;
  readonly last: number;
}

const GAP = 8;
const SIZE = 9;

/** Draws a table over as many pages as it needs, with its titles on each. Returns where it ends. */
export function drawTable(pdf: PDFKit.PDFDocument, fonts: Fonts, table: Table): number {
  const { columns, rows, first, last } = table;
  let y = drawRow(pdf, fonts, table, titles(columns), table.top, true);
  for (const row of rows) {
    const height = heightOf(pdf, fonts, columns, row);
    if (y + height > last) {
      pdf.addPage();
      y = drawRow(pdf, fonts, table, titles(columns), first, true);
    }
    y = drawRow(pdf, fonts, table, row, y, false);
  }
  return y;
}

const titles = (columns: readonly Column[]): string[] => columns.map(({ title }) => title);

/** Draws one row and the line below it. Returns where the next one begins. */
function drawRow(
  pdf: PDFKit.PDFDocument,
  fonts: Fonts,
  { columns, left }: Table,
  cells: readonly string[],
  top: number,
  bold: boolean,
): number {
  const font = bold ? 'bold' : 'regular';
  pdf
    .font(font)
    .fontSize(bold ? SIZE - 1 : SIZE)
    .fillColor('#000000');
  let x = left;
  let end = top;
  for (const [n, { width, align = 'left' }] of columns.entries()) {
    const text = printable(cells[n] ?? '', fonts[font]);
    pdf.text(text, align === 'right' ? x + GAP : x, top + 5, { width: width - GAP, align, lineGap: 1 });
    end = Math.max(end, pdf.y);
    x += width;
  }
  const bottom = end + 4;
  pdf
    .moveTo(left, bottom)
    .lineTo(x, bottom)
    .lineWidth(bold ? 0.8 : 0.3)
    .stroke(bold ? '#000000' : '#bbbbbb');
  return bottom;
}

function heightOf(
  pdf: PDFKit.PDFDocument,
  { regular }: Fonts,
  columns: readonly Column[],
  cells: readonly string[],
): number {
  pdf.font('regular').fontSize(SIZE);
  const heights = columns.map(({ width }, n) =>
    pdf.heightOfString(printable(cells[n] ?? '', regular), { width: width - GAP, lineGap: 1 }),
  );
  return Math.max(...heights) + 9;
}
