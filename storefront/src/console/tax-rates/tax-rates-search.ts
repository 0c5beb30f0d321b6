import { searchParams, text } from '../table/search-params';

export const taxRatesSearch = searchParams({ country: text(2) });

export type TaxRatesSearch = ReturnType<typeof taxRatesSearch>;
