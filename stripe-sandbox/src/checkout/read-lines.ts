import { invalid, noSuch } from '../api/api-error.js';
import type { Params } from '../api/params.js';
import { isSupported, supportedList } from '../money/currency.js';
import { newId } from '../store/ids.js';
import type { LineRecord } from '../store/records.js';

/**
 * Reads `line_items` with inline prices; all lines have one currency. Amounts in its minor unit.
 */
export function readLines(params: Params): { lines: LineRecord[]; currency: string; amount: number } {
  const items = params.items('line_items');
  if (items.length === 0) {
    throw invalid(
      'The `line_items` parameter is required in payment mode.',
      'line_items',
      'parameter_missing',
    );
  }
  if (items.length > 100) {
    throw invalid(`Array line_items exceeded maximum 100 allowed elements.`, 'line_items');
  }
  let currency: string | undefined;
  const lines = items.map((item) => {
    const lineCurrency = readCurrency(item);
    currency ??= lineCurrency;
    if (currency !== lineCurrency) {
      throw invalid(
        `All line items must have the same currency: ${currency} and ${lineCurrency} are mixed.`,
        'line_items',
      );
    }
    return readLine(item);
  });
  const amount = lines.reduce((sum, line) => sum + line.unitAmount * line.quantity, 0);
  return { lines, currency: currency ?? '', amount };
}

function readCurrency(item: Params): string {
  const price = item.text('price');
  if (price) throw noSuch('price', price, item.name('price'), 400);
  if (!item.has('price_data')) {
    throw invalid(
      `You must specify either \`price\` or \`price_data\` in \`${item.name('price_data')}\`.`,
      item.name('price_data'),
      'parameter_missing',
    );
  }
  const data = item.nested('price_data');
  const currency = data.required('currency').toLowerCase();
  if (!isSupported(currency)) {
    throw invalid(
      `Invalid currency: ${currency}. Stripe currently supports these currencies: ${supportedList()}`,
      data.name('currency'),
    );
  }
  return currency;
}

function readLine(item: Params): LineRecord {
  const data = item.nested('price_data');
  const productId = data.text('product');
  if (productId) throw noSuch('product', productId, data.name('product'), 400);
  const product = data.nested('product_data');
  const quantity = item.integer('quantity', 1, 999_999);
  if (quantity === undefined) {
    throw invalid(
      `Quantity is required. Add \`quantity\` to \`${item.name('').replace('[]', '')}\``,
      item.name('quantity'),
      'parameter_missing',
    );
  }
  return {
    id: newId.line(),
    price: newId.price(),
    product: newId.product(),
    name: product.required('name', 5000),
    description: product.text('description') ?? null,
    images: readImages(product),
    unitAmount: readUnitAmount(data),
    quantity,
    metadata: item.metadata(),
  };
}

function readUnitAmount(data: Params): number {
  const amount = data.integer('unit_amount', 0, 99_999_999);
  if (amount !== undefined) return amount;
  const decimal = data.required(data.has('unit_amount_decimal') ? 'unit_amount_decimal' : 'unit_amount');
  if (!/^\d{1,8}(\.0+)?$/.test(decimal)) {
    throw invalid('The sandbox supports whole minor units only.', data.name('unit_amount_decimal'));
  }
  return Number(decimal);
}

function readImages(product: Params): string[] {
  const images = product.list('images') ?? [];
  if (images.length > 8)
    throw invalid('Array images exceeded maximum 8 allowed elements.', product.name('images'));
  images.forEach((url, index) => {
    if (!/^https?:\/\/[^\s]+$/.test(url)) {
      throw invalid('Not a valid URL', `${product.name('images')}[${index}]`, 'url_invalid');
    }
  });
  return images;
}
