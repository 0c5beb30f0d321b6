import { type Address, dateFormat, formatAmount, numberFormat } from '@orderwire/contracts';
import { type IssuedDocument } from '../content/content.js';
import type { Texts } from '../content/texts.js';
import { type Fonts, printable } from './fonts.js';
import { type Column, drawTable } from './table.js';

/** Points; A4 is 595 × 842. */
const LEFT = 56;
const WIDTH = 595 - 2 * LEFT;
const TOP = 56;
const BOTTOM = 842 - 88;
const GREY = '#555555';
const BLACK = '#000000';

interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly align?: 'left' | 'right' | 'center';
}

/** Draws a document, from the top of the first page to the footers of all pages. */
export class DocumentPage {
  private y = TOP;
  private readonly countries: Intl.DisplayNames;

  constructor(
    private readonly pdf: PDFKit.PDFDocument,
    private readonly fonts: Fonts,
    private readonly document: IssuedDocument,
    private readonly texts: Texts,
  ) {
    this.countries = new Intl.DisplayNames(texts.locale, { type: 'region' });
  }

  draw(): void {
    this.pdf.addPage();
    this.sender();
    this.recipient();
    this.reference();
    this.lines();
    this.totals();
    this.notes();
    this.footers();
  }

  private sender(): void {
    const { seller } = this.document.content;
    this.write(seller.name, LEFT, WIDTH, { size: 15, bold: true });
    this.write(this.addressLines(seller).join(' · '), LEFT, WIDTH, { size: 8, color: GREY });
    this.y += 26;
  }

  /** The customer on the left, numbers and dates on the right. */
  private recipient(): void {
    const { number, content } = this.document;
    const { buyer, orderId, kind } = content;
    const top = this.y;
    const name = buyer.name ?? buyer.email ?? this.texts.customer;
    this.write(name, LEFT, 240, { bold: true });
    if (buyer.address?.name && buyer.address.name !== name) this.write(buyer.address.name, LEFT, 240);
    for (const line of buyer.address ? this.addressLines(buyer.address) : []) this.write(line, LEFT, 240);
    if (buyer.vatId) this.write(`${this.texts.vatId}: ${buyer.vatId}`, LEFT, 240);
    const bottom = this.y;
    this.y = top;
    const facts: [string, string | null][] = [
      [this.texts.number, number],
      [this.texts.issued, this.date(this.document.issuedAt)],
      [this.texts.supplied, this.date(content.suppliedAt)],
      [this.texts.order, orderId],
      [this.texts.yourReference, buyer.reference],
    ];
    for (const [label, value] of facts) if (value) this.pair(label, value);
    this.y = Math.max(bottom, this.y) + 30;
    this.write(`${this.texts.title[kind]} ${number}`, LEFT, WIDTH, { size: 17, bold: true });
    this.y += 6;
  }

  private pair(label: string, value: string): void {
    const top = this.y;
    this.write(label, 300, 70, { size: 7.5, color: GREY });
    const afterLabel = this.y;
    this.y = top;
    this.write(value, 372, LEFT + WIDTH - 372, { size: 7.5 });
    this.y = Math.max(afterLabel, this.y) + 2;
  }

  private reference(): void {
    const { kind, refersTo } = this.document.content;
    if (kind === 'invoice' || !refersTo) return;
    this.write(this.texts.refersTo[kind](refersTo.number, this.date(refersTo.issuedAt)), LEFT, WIDTH);
    this.y += 6;
  }

  private lines(): void {
    const { lines } = this.document.content;
    const columns: Column[] = [
      { title: this.texts.description, width: 213 },
      { title: this.texts.quantity, width: 50, align: 'right' },
      { title: this.texts.unitPrice, width: 90, align: 'right' },
      { title: this.texts.tax, width: 45, align: 'right' },
      { title: this.texts.amount, width: 85, align: 'right' },
    ];
    const rows = lines.map(({ name, quantity, unitAmount, amount, tax }) => [
      name || this.texts.refundLine(tax.percentage),
      this.number(quantity),
      this.money(unitAmount),
      this.percent(tax.percentage),
      this.money(amount),
    ]);
    this.y = drawTable(this.pdf, this.fonts, {
      columns,
      rows,
      left: LEFT,
      top: this.y,
      first: TOP,
      last: BOTTOM,
    });
  }

  private totals(): void {
    const { netAmount, taxes, totalAmount } = this.document.content;
    this.room((taxes.length + 2) * 16 + 20);
    this.y += 10;
    this.total(this.texts.net, netAmount);
    for (const { name, percentage, taxableAmount, amount } of taxes)
      this.total(this.texts.taxLine(name, this.percent(percentage), this.money(taxableAmount)), amount);
    this.pdf
      .moveTo(LEFT + 213, this.y)
      .lineTo(LEFT + WIDTH, this.y)
      .lineWidth(0.7)
      .stroke(BLACK);
    this.y += 5;
    this.total(this.texts.total, totalAmount, true);
  }

  private total(label: string, amount: number, bold = false): void {
    const top = this.y;
    const size = bold ? 11 : 9;
    this.write(label, LEFT + 110, 270, { size, bold, align: 'right' });
    const bottom = this.y;
    this.y = top;
    this.write(this.money(amount), LEFT + 390, WIDTH - 390, { size, bold, align: 'right' });
    this.y = Math.max(this.y, bottom) + 3;
  }

  /** What the law requires of a document without tax, and that nothing is due. */
  private notes(): void {
    const { kind, taxes, deliverTo, buyer } = this.document.content;
    this.y += 16;
    const reasons = [...new Set(taxes.flatMap(({ reason }) => this.texts.reasons[reason] ?? []))];
    const included = taxes.some(({ inclusive, amount }) => inclusive && amount > 0);
    const notes = [
      ...(included ? [this.texts.included] : []),
      ...reasons,
      ...(kind === 'invoice' ? [this.texts.paid] : []),
    ];
    for (const note of notes) {
      this.room(16);
      this.write(note, LEFT, WIDTH);
      this.y += 2;
    }
    if (!deliverTo || JSON.stringify(deliverTo) === JSON.stringify(buyer.address)) return;
    this.room(80);
    this.y += 10;
    this.write(this.texts.deliverTo, LEFT, WIDTH, { size: 8, color: GREY });
    for (const line of [deliverTo.name, ...this.addressLines(deliverTo)])
      this.write(line, LEFT, WIDTH, { size: 8 });
  }

  /** Seller and page number, when the number of pages is known. */
  private footers(): void {
    const { seller } = this.document.content;
    const { vatId, taxNumber, registration, email, phone } = seller;
    const identity = [
      ...(vatId ? [`${this.texts.vatId}: ${vatId}`] : []),
      ...(taxNumber ? [`${this.texts.taxNumber}: ${taxNumber}`] : []),
      ...(registration ? [registration] : []),
    ];
    const { count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(page);
      this.pdf
        .moveTo(LEFT, BOTTOM + 18)
        .lineTo(LEFT + WIDTH, BOTTOM + 18)
        .lineWidth(0.5)
        .stroke(GREY);
      this.y = BOTTOM + 24;
      const style = { size: 7, color: GREY };
      this.write([seller.name, ...identity].join(' · '), LEFT, WIDTH - 90, style);
      this.write(`${email} · ${phone}`, LEFT, WIDTH - 90, style);
      this.y = BOTTOM + 24;
      this.write(this.texts.page(page + 1, count), LEFT + WIDTH - 90, 90, { ...style, align: 'right' });
    }
  }

  /** A new page when less than this height is left. */
  private room(height: number): void {
    if (this.y + height <= BOTTOM) return;
    this.pdf.addPage();
    this.y = TOP;
  }

  private write(text: string, x: number, width: number, style: TextStyle = {}): void {
    const { size = 9, bold = false, color = BLACK, align = 'left' } = style;
    const font = bold ? 'bold' : 'regular';
    this.pdf.font(font).fontSize(size).fillColor(color);
    this.pdf.text(printable(text, this.fonts[font]), x, this.y, { width, align, lineGap: 1.5 });
    this.y = this.pdf.y;
  }

  private money(amount: number): string {
    return formatAmount(amount, this.document.content.currency, this.texts.locale);
  }

  private number(value: number): string {
    return numberFormat(this.texts.locale).format(value);
  }

  private percent(percentage: number): string {
    return `${numberFormat(this.texts.locale, { maximumFractionDigits: 4 }).format(percentage)} %`;
  }

  private date(time: string): string {
    const { timeZone } = this.document.content.seller;
    return dateFormat(this.texts.locale, { dateStyle: 'long', timeZone }).format(new Date(time));
  }

  /** An address without its name. */
  private addressLines({ line1, line2, postalCode, city, state, country }: Omit<Address, 'name'>): string[] {
    const place = [postalCode, city, state].filter(Boolean).join(' ');
    return [line1, line2 ?? '', place, this.countries.of(country) ?? country].filter(Boolean);
  }
}
