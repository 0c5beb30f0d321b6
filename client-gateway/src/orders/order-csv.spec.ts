import { describe, expect, it } from '@jest/globals';
import type { OrderView } from '@orderwire/contracts';
import { csvCell, csvHeader, csvLine } from './order-csv.js';

const order = {
  id: '019a0000-0000-7000-8000-000000000001',
  status: 'PAID',
  currency: 'usd',
  totalAmount: 5,
  taxAmount: 0,
  refundedAmount: 0,
  totalItems: 1,
  items: [{ name: 'Mug, "large"', quantity: 2 }],
  email: '=cmd@example.com',
  shippingAddress: null,
  billing: null,
  tracking: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  paidAt: null,
  paymentId: null,
} as unknown as OrderView;

describe('CSV of orders', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+44', "'+44"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1+1', "' =1+1"],
    ['\t=1', "'\t=1"],
    ['=HYPERLINK("x",1)', `"'=HYPERLINK(""x"",1)"`],
    ['a=b', 'a=b'],
    [null, ''],
    [undefined, ''],
    [-5, '-5'],
    [true, 'true'],
  ])('writes %j as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('has one value per column, and amounts in the unit of the currency', () => {
    const names = csvHeader().trim().split(',');
    const line = csvLine(order);
    expect(line.endsWith('\r\n')).toBe(true);
    const cells = line
      .trim()
      .match(/("([^"]|"")*"|[^,]*)(,|$)/g)!
      .map((cell) => cell.replace(/,$/, ''));
    const values = Object.fromEntries(names.map((name, n) => [name, cells[n]]));
    expect(values).toMatchObject({
      total: '0.05',
      items: '"2 × Mug, ""large"""',
      email: "'=cmd@example.com",
    });
    expect(csvLine({ ...order, currency: 'jpy', totalAmount: 1_999 })).toContain(',JPY,1999,');
    expect(csvLine({ ...order, currency: 'kwd', totalAmount: 1_990 })).toContain(',KWD,1.990,');
  });
});
