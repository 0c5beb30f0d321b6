import type { ProductView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { CircleCheck, CircleX, PackageX } from 'lucide-react';
import { useState } from 'react';
import { formatMoney } from '../../i18n/format';
import { Button, LinkButton, TextLink } from '../../ui/button';
import { EmptyState, Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';
import { addToBasket, canAdd, MAX_LINES, MAX_QUANTITY, quantityOf } from '../basket/basket';
import { openBasketPanel } from '../basket/panel-state';
import { QuantityField } from '../basket/quantity-field';
import { changeBasket, useBasket } from '../basket/use-basket';
import { useCurrency } from '../catalogue/currency';
import { Picture } from '../catalogue/picture';
import { priceIn } from '../catalogue/price';
import { productQuery } from '../catalogue/queries';
import { m } from '../messages';
import { PageHeading } from '../page-heading';
import { isNotFound, ProblemNotice } from '../problems';

const layout = 'grid gap-6 md:grid-cols-2 md:gap-10';

export function ProductPage() {
  const { productId } = useParams({ from: '/products/$productId' });
  const { data: product, error, refetch } = useQuery(productQuery(productId));
  if (isNotFound(error))
    return (
      <EmptyState icon={PackageX} title={m.catalogue.gone}>
        <p>{m.catalogue.goneHint}</p>
        <LinkButton to="/" look="primary" className="mt-4">
          {m.catalogue.showAll}
        </LinkButton>
      </EmptyState>
    );
  if (error && !product)
    return <ProblemNotice error={error} title={m.catalogue.loadingFailed} onRetry={() => void refetch()} />;
  return (
    <>
      <TextLink to="/" className="mb-4 inline-block text-sm text-soft">
        {m.catalogue.backToAll}
      </TextLink>
      {product ? <Product key={product.id} product={product} /> : <ProductSkeleton />}
    </>
  );
}

function Product({ product }: { product: ProductView }) {
  const { currency } = useCurrency();
  const price = priceIn(product, currency);
  return (
    <article className={layout}>
      <Picture
        name={product.name}
        imageUrl={product.imageUrl}
        eager
        className="w-full rounded-3xl border border-line"
      />
      <div className="flex flex-col gap-4 md:py-4">
        <PageHeading title={product.name} />
        <p className="text-2xl tabular-nums">
          {price === undefined ? (
            <span className="text-base text-soft">{m.catalogue.notSoldIn(currency.toUpperCase())}</span>
          ) : (
            formatMoney(price, currency)
          )}
        </p>
        <Stock available={product.available} />
        {product.description && (
          <p className="max-w-prose leading-relaxed whitespace-pre-line text-soft">{product.description}</p>
        )}
        {price === undefined ? (
          <OtherPrices product={product} />
        ) : (
          product.available && <AddToBasket product={product} />
        )}
        <p className="mt-2 border-t border-line pt-4 text-sm text-soft">{m.basket.taxHint}</p>
      </div>
    </article>
  );
}

const Stock = ({ available }: { available: boolean }) => (
  <p className={`flex items-center gap-2 text-sm font-medium ${available ? 'text-good' : 'text-soft'}`}>
    {available ? <CircleCheck aria-hidden className="size-4" /> : <CircleX aria-hidden className="size-4" />}
    {available ? m.catalogue.inStock : m.catalogue.soldOutHint}
  </p>
);

const OtherPrices = ({ product }: { product: ProductView }) => (
  <p className="text-sm text-soft">
    {m.catalogue.otherPrices(
      product.prices.map(({ amount, currency }) => formatMoney(amount, currency)).join(' · '),
    )}
  </p>
);

function AddToBasket({ product }: { product: ProductView }) {
  const [quantity, setQuantity] = useState(1);
  const basket = useBasket();
  const inBasket = quantityOf(basket, product.id);
  const add = () => {
    if (!canAdd(basket, product.id)) return toast(m.basket.full(MAX_LINES));
    changeBasket((now) => addToBasket(now, product.id, quantity));
    setQuantity(1);
    openBasketPanel();
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <QuantityField name={product.name} quantity={quantity} onChange={setQuantity} />
        <Button look="primary" size="large" onClick={add} disabled={inBasket >= MAX_QUANTITY}>
          {m.basket.add}
        </Button>
      </div>
      {inBasket > 0 && <p className="text-sm text-soft">{m.basket.alreadyIn(inBasket)}</p>}
    </div>
  );
}

const ProductSkeleton = () => (
  <div className={layout} aria-busy="true" aria-label={m.catalogue.loading}>
    <Skeleton className="aspect-square w-full rounded-3xl" />
    <div className="flex flex-col gap-4 md:py-4">
      <Skeleton className="h-9 w-2/3" />
      <Skeleton className="h-8 w-28" />
      <Skeleton className="h-5 w-40" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-12 w-64" />
    </div>
  </div>
);
