import { LinkButton } from '../../ui/button';
import { BasketLines } from '../basket/basket-lines';
import { BasketProblems, BasketTotal } from '../basket/basket-summary';
import { EmptyBasket } from '../basket/empty-basket';
import { unitsOf } from '../basket/basket';
import { usePricedBasket } from '../basket/use-basket';
import { m } from '../messages';
import { PageHeading } from '../page-heading';

export function BasketPage() {
  const { retry, ...basket } = usePricedBasket();
  if (basket.lines.length === 0)
    return (
      <>
        <PageHeading title={m.basket.title} />
        <EmptyBasket />
      </>
    );
  return (
    <>
      <PageHeading title={m.basket.title} />
      <p className="mt-1 text-soft">{m.basket.units(unitsOf(basket.lines))}</p>
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <section aria-label={m.basket.title} className="rounded-2xl border border-line bg-surface px-5 py-2">
          <BasketLines basket={basket} />
        </section>
        <section
          aria-label={m.basket.summary}
          className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-5 lg:sticky lg:top-24"
        >
          <BasketProblems basket={basket} retry={retry} />
          <BasketTotal basket={basket} />
          {basket.isReady && (
            <LinkButton to="/checkout" look="primary" size="large">
              {m.basket.toCheckout}
            </LinkButton>
          )}
          <LinkButton to="/" look="quiet">
            {m.basket.continueShopping}
          </LinkButton>
        </section>
      </div>
    </>
  );
}
