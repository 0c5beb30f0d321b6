import { searchParams, text } from '../table/filters/search-params';

export const taxRatesSearch = searchParams({ country: text(2) });

export type TaxRatesSearch = ReturnType<typeof taxRatesSearch>;
