import { flag, searchParams, text } from '../table/filters/search-params';

/** The filters of the list of products, by the names of the API. */
export const productsSearch = searchParams({ search: text(200), available: flag });

export type ProductsSearch = ReturnType<typeof productsSearch>;
