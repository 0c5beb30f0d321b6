import type { AddressRecord, ShipmentRecord } from '../store/records.js';
import { CARRIER } from './rates.js';

/** A label of 4 × 6 inches as a PDF with the standard font Helvetica. */
export function labelPdf(shipment: ShipmentRecord): Buffer {
  const service = shipment.rates.find(({ id }) => id === shipment.selectedRate)?.service ?? '';
  const code = shipment.trackingCode ?? '';
  const lines = [
    text(18, 400, 16, `${CARRIER} ${service}`),
    text(
      18,
      382,
      9,
      shipment.isReturn ? 'RETURN LABEL - TEST, NOT VALID FOR POSTAGE' : 'TEST - NOT VALID FOR POSTAGE',
    ),
    ...addressLines(shipment.from).map((line, index) => text(18, 358 - index * 10, 8, line)),
    text(18, 280, 9, 'SHIP TO:'),
    ...addressLines(shipment.to).map((line, index) => text(30, 264 - index * 15, 12, line)),
    ...barcode(code, 18, 80, 252, 60),
    text(18, 62, 12, code),
    text(18, 44, 8, `Reference: ${shipment.reference ?? '-'}`),
  ];
  return pdf(lines.join('\n'));
}

const addressLines = (address: AddressRecord): string[] =>
  [
    address.name,
    address.company,
    address.street1,
    address.street2,
    [address.city, address.state, address.zip].filter(Boolean).join(' '),
    address.country,
  ].filter((line): line is string => Boolean(line));

/** WinAnsi text; characters that it lacks become question marks. */
function text(x: number, y: number, size: number, line: string): string {
  const safe = line
    .slice(0, 60)
    .replace(/[^\x20-\x7e\xa0-\xff]/g, '?')
    .replace(/[\\()]/g, (letter) => `\\${letter}`);
  return `BT /F1 ${size} Tf ${x} ${y} Td (${safe}) Tj ET`;
}

/** Bars that depend on the code. No scanner reads them. */
function barcode(code: string, x: number, y: number, width: number, height: number): string[] {
  const bits = [...Buffer.from(code)].flatMap((byte) => [...byte.toString(2).padStart(8, '0')]);
  const bar = width / Math.max(1, bits.length);
  return bits.flatMap((bit, index) =>
    bit === '1' ? [`${(x + index * bar).toFixed(2)} ${y} ${bar.toFixed(2)} ${height} re f`] : [],
  );
}

function pdf(content: string): Buffer {
  const stream = Buffer.from(content, 'latin1');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 288 432] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream.toString('latin1')}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}
