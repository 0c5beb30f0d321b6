import type { Address, OrderView } from '@orderwire/contracts';
import PDFDocument from 'pdfkit';
import { type Fonts, printable } from './fonts.js';

const MARGIN = 50;
const RIGHT = 545;
const LINE = 14;
/** Of a name, after wrapping; longer ones are cut. */
const MAX_NAME_HEIGHT = 3 * LINE;

/** What a packing slip says. */
export interface PackingSlip {
  readonly sender: Address;
  readonly to: Address;
  readonly order: Pick<OrderView, 'id' | 'items'>;
  readonly trackingNumber: string | null;
}

/** The packing slip as PDF: sender, address, items and quantities. It has no prices. */
export function renderPackingSlip(
  { sender, to, order, trackingNumber }: PackingSlip,
  fonts: Fonts,
): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    // The first font is ours: the standard fonts are not embedded.
    font: null as unknown as string,
    info: { Title: `Packing slip ${order.id}`, Creator: 'Orderwire' },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('end', () => resolve(Buffer.concat(chunks))).on('error', reject);
  });
  const write = (text: string, x: number, y: number, size = 10, bold = false): void => {
    const font = bold ? fonts.bold : fonts.regular;
    document
      .font(font as unknown as string)
      .fontSize(size)
      .text(printable(text, font), x, y, { width: RIGHT - x, height: MAX_NAME_HEIGHT, ellipsis: true });
  };
  const lines = (address: Address, x: number, y: number): void =>
    addressLines(address).forEach((line, index) => write(line, x, y + index * LINE));

  write('Packing slip', MARGIN, MARGIN, 18, true);
  write(`Order ${order.id}`, MARGIN, MARGIN + 28);
  if (trackingNumber) write(`Tracking number ${trackingNumber}`, MARGIN, MARGIN + 28 + LINE);
  write('From', MARGIN, 130, 9, true);
  lines(sender, MARGIN, 144);
  write('To', 310, 130, 9, true);
  lines(to, 310, 144);

  let y = 260;
  const header = (): void => {
    write('Quantity', MARGIN, y, 9, true);
    write('Item', MARGIN + 70, y, 9, true);
    y += 18;
  };
  header();
  for (const { name, quantity } of order.items) {
    if (y > 760) {
      document.addPage();
      y = MARGIN;
      header();
    }
    write(String(quantity), MARGIN, y);
    write(name, MARGIN + 70, y);
    y = Math.max(y + LINE, Math.min(document.y, y + MAX_NAME_HEIGHT)) + 4;
  }
  document.end();
  return finished;
}

const addressLines = ({ name, line1, line2, city, state, postalCode, country }: Address): string[] =>
  [name, line1, line2, [postalCode, city, state].filter(Boolean).join(' '), country].filter(
    (line): line is string => Boolean(line),
  );
