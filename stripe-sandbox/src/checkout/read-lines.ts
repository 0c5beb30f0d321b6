import { invalid, missing, noSuch } from '../api/api-error.js';
import type { Params } from '../api/params.js';
import { isSupported, supportedList } from '../money/currency.js';
import { newId } from '../store/ids.js';
import type { LineRecord } from '../store/records.js';
import { checkStep } from './check-amount.js';

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
    return readLine(item, currency);
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

function readLine(item: Params, currency: string): LineRecord {
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
    description: product.text('description', 40_000) ?? null,
    images: product.urls('images', 8),
    unitAmount: readUnitAmount(data, currency),
    quantity,
    metadata: item.metadata(),
    ...readOptional(data, product),
  };
}

/** What few lines have; a line without it stays small in the journal. */
function readOptional(
  data: Params,
  product: Params,
): Pick<LineRecord, 'productMetadata' | 'taxBehavior' | 'taxCode' | 'unitLabel'> {
  const taxBehavior = data.oneOf('tax_behavior', ['exclusive', 'inclusive', 'unspecified']);
  const [taxCode, unitLabel] = [product.text('tax_code'), product.text('unit_label', 12)];
  if (taxCode && !/^txcd_\d{8}$/.test(taxCode))
    throw noSuch('tax code', taxCode, product.name('tax_code'), 400);
  return {
    ...(product.has('metadata') && { productMetadata: product.metadata() }),
    ...(taxBehavior && { taxBehavior }),
    ...(taxCode && { taxCode }),
    ...(unitLabel && { unitLabel }),
  };
}

function readUnitAmount(data: Params, currency: string): number {
  const given = data.has('unit_amount_decimal') ? 'unit_amount_decimal' : 'unit_amount';
  if (given === 'unit_amount_decimal' && !/^\d{1,12}(\.0+)?$/.test(data.required(given)))
    throw invalid('The sandbox supports whole minor units only.', data.name(given));
  const amount =
    given === 'unit_amount' ? data.integer(given, 0, 999_999_999_999) : Number(data.required(given));
  if (amount === undefined) throw missing(data.name(given));
  checkStep(amount, currency, data.name(given));
  return amount;
}
