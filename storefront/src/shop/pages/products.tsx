import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { PackageSearch } from 'lucide-react';
import { useEffect } from 'react';
import { Button, LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { chooseCurrency, useCurrency } from '../catalogue/currency';
import { ProductCard, ProductCardSkeleton } from '../catalogue/product-card';
import { ProductFilters } from '../catalogue/product-filters';
import { hasFilters } from '../catalogue/product-search';
import { productsQuery } from '../catalogue/queries';
import { m } from '../messages';
import { PageHeading } from '../page-heading';
import { ProblemNotice } from '../problems';

const grid = 'grid grid-cols-2 gap-3 sm:gap-5 md:grid-cols-3 lg:grid-cols-4';

/** Pictures of the first screen. */
const FIRST = 4;

export function ProductsPage() {
  const search = useSearch({ from: '/' });
  const { currency: chosen, isSettled } = useCurrency();
  const currency = search.currency ?? chosen;
  // A shared address shows its currency, and so do the pages after it.
  useEffect(() => {
    if (search.currency) chooseCurrency(search.currency);
  }, [search.currency]);
  const products = useInfiniteQuery(productsQuery(search, currency));
  const found = products.data?.pages.flatMap(({ data }) => data) ?? [];
  const isPending = products.isPending || (found.length === 0 && !isSettled);
  return (
    <>
      <div className="mb-6 flex flex-col gap-4 lg:flex-row lg:items-end lg:justify-between">
        <div>
          <PageHeading title={search.q ? m.catalogue.resultsFor(search.q) : m.catalogue.title} />
          <p className="mt-1 text-soft">{m.catalogue.newestFirst}</p>
        </div>
        <ProductFilters search={search} currency={currency} />
      </div>
      <p role="status" className="sr-only">
        {products.isSuccess && m.catalogue.found(found.length, products.hasNextPage)}
      </p>
      {isPending && (
        <div className={grid} aria-busy="true" aria-label={m.catalogue.loading}>
          {Array.from({ length: 8 }, (_, index) => (
            <ProductCardSkeleton key={index} />
          ))}
        </div>
      )}
      {products.isSuccess && !isPending && found.length === 0 && (
        <NoProducts filtered={search.q !== undefined || hasFilters(search)} currency={currency} />
      )}
      <ul className={grid}>
        {found.map((product, index) => (
          <li key={product.id}>
            <ProductCard product={product} currency={currency} eager={index < FIRST} />
          </li>
        ))}
      </ul>
      {products.isError && (
        <div className="mt-6">
          <ProblemNotice
            error={products.error}
            title={m.catalogue.loadingFailed}
            onRetry={() => void (found.length > 0 ? products.fetchNextPage() : products.refetch())}
          />
        </div>
      )}
      {products.hasNextPage && !products.isError && (
        <div className="mt-8 flex justify-center">
          <Button busy={products.isFetchingNextPage} onClick={() => void products.fetchNextPage()}>
            {m.catalogue.showMore}
          </Button>
        </div>
      )}
    </>
  );
}

const NoProducts = ({ filtered, currency }: { filtered: boolean; currency: string }) => (
  <EmptyState icon={PackageSearch} title={filtered ? m.catalogue.noneFound : m.catalogue.empty}>
    <p>{filtered ? m.catalogue.noneFoundHint : m.catalogue.emptyHint(currency.toUpperCase())}</p>
    {filtered && (
      <LinkButton to="/" search={{}} className="mt-4">
        {m.catalogue.showAll}
      </LinkButton>
    )}
  </EmptyState>
);
