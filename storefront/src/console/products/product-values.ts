import type {
  CreateProductRequest,
  Price,
  ProductView,
  TaxClass,
  UpdateProductRequest,
} from '@orderwire/contracts';
import { moneyText, parseMoney } from '../../i18n/format';

/** What the form of a product holds: texts as they are typed. */
export interface ProductValues {
  name: string;
  description: string;
  imageUrl: string;
  taxClass: TaxClass;
  prices: { currency: string; amount: string }[];
  lowThreshold: string;
  stock: string;
}

export const emptyProduct: ProductValues = {
  name: '',
  description: '',
  imageUrl: '',
  taxClass: 'standard',
  prices: [{ currency: 'usd', amount: '' }],
  lowThreshold: '',
  stock: '0',
};

export const valuesOf = ({
  name,
  description,
  imageUrl,
  taxClass,
  prices,
  stock,
}: ProductView): ProductValues => ({
  name,
  description: description ?? '',
  imageUrl: imageUrl ?? '',
  taxClass,
  prices: prices.map(({ currency, amount }) => ({ currency, amount: moneyText(amount, currency) })),
  lowThreshold: stock?.lowThreshold?.toString() ?? '',
  stock: '0',
});

/** A whole number of 0 or more; undefined for other text. */
export const parseCount = (text: string): number | undefined =>
  /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : undefined;

/** The amounts have been validated by the form. */
const pricesOf = ({ prices }: ProductValues): Price[] =>
  prices.map(({ currency, amount }) => ({ currency, amount: parseMoney(amount, currency) ?? 0 }));

export const updateOf = (values: ProductValues): Omit<UpdateProductRequest, 'productId'> => ({
  name: values.name.trim(),
  description: values.description.trim() || null,
  imageUrl: values.imageUrl.trim() || null,
  taxClass: values.taxClass,
  prices: pricesOf(values),
  lowThreshold: parseCount(values.lowThreshold) ?? null,
});

export function creationOf(values: ProductValues): CreateProductRequest {
  const description = values.description.trim();
  const imageUrl = values.imageUrl.trim();
  const lowThreshold = parseCount(values.lowThreshold);
  return {
    name: values.name.trim(),
    ...(description && { description }),
    ...(imageUrl && { imageUrl }),
    taxClass: values.taxClass,
    prices: pricesOf(values),
    stock: parseCount(values.stock) ?? 0,
    ...(lowThreshold !== undefined && { lowThreshold }),
  };
}
