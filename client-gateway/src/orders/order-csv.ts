import { decimalsOf, type OrderView } from '@orderwire/contracts';

/** The columns of an export, in their order. Amounts are decimal numbers in `currency`. */
const columns = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  paymentState: ({ paymentState }) => paymentState,
  createdAt: ({ createdAt }) => createdAt,
  paidAt: ({ paidAt }) => paidAt,
  currency: ({ currency }) => currency.toUpperCase(),
  total: ({ totalAmount, currency }) => decimal(totalAmount, currency),
  tax: ({ taxAmount, currency }) => decimal(taxAmount, currency),
  refunded: ({ refundedAmount, currency }) => decimal(refundedAmount, currency),
  refundPending: ({ refundPendingAmount = 0, currency }) => decimal(refundPendingAmount, currency),
  units: ({ totalItems }) => totalItems,
  items: ({ items }) => items.map(({ name, quantity }) => `${quantity} × ${name}`).join('; '),
  email: ({ email }) => email,
  shippingCountry: ({ shippingAddress }) => shippingAddress?.country,
  billingCompany: ({ billing }) => billing?.companyName,
  vatId: ({ billing }) => billing?.vatId,
  carrier: ({ tracking }) => tracking?.carrier,
  trackingNumber: ({ tracking }) => tracking?.trackingNumber,
  dispute: ({ dispute }) => dispute,
  fraudWarning: ({ fraudWarning }) => fraudWarning,
  review: ({ review }) => review,
  paymentId: ({ paymentId }) => paymentId,
  customerId: ({ customerId }) => customerId,
  assigneeId: ({ assigneeId }) => assigneeId,
} satisfies Record<string, (order: OrderView) => Cell>;

type Cell = string | number | boolean | null | undefined;

/** The first line of an export. */
export const csvHeader = (): string => line(Object.keys(columns));

/** An order as one line of RFC 4180. */
export const csvLine = (order: OrderView): string => line(Object.values(columns).map((cell) => cell(order)));

const line = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** A spreadsheet takes text with such a beginning for a formula, also after blanks. */
const formula = /^\s*[=+\-@|]|^[\t\r\n]/;

/** A cell, quoted where needed. Text that a spreadsheet would execute has an apostrophe in front. */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `19.99` for 1999 usd, `1999` for 1999 jpy. */
function decimal(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  if (decimals === 0) return String(amount);
  const digits = String(amount).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
