import type { UnsellableProduct } from '@orderwire/contracts';
import { Problem } from '../../api/problem';
import { formatMoney } from '../../i18n/format';
import { LinkButton } from '../../ui/button';
import { Notice } from '../../ui/states';
import type { PricedBasket } from '../basket/priced-basket';
import { m } from '../messages';
import { ProblemNotice } from '../problems';
import { isUncertain } from './placing';

/** Why the order was not placed, and what to do about it. */
export function PlacingProblem({ error, basket }: { error: Error; basket: PricedBasket }) {
  if (!(error instanceof Problem)) return <ProblemNotice error={error} />;
  const { code, details } = error;
  if (code === 'products.not_sellable') return <UnsellableLines details={details} basket={basket} />;
  if (code === 'orders.total_out_of_range') {
    const amount = (name: string) => formatMoney(Number(details[name] ?? 0), basket.currency);
    return <Notice tone="bad">{m.checkout.totalOutOfRange(amount('min'), amount('max'))}</Notice>;
  }
  if (code === 'orders.too_many_open')
    return (
      <Notice tone="bad" title={m.checkout.tooManyOpen}>
        {m.checkout.tooManyOpenHint}
      </Notice>
    );
  return (
    <ProblemNotice error={error} title={isUncertain(error) ? m.checkout.uncertain : m.checkout.failed} />
  );
}

/** Which products cannot be ordered as they are, and why. */
function UnsellableLines({ details, basket }: { details: Problem['details']; basket: PricedBasket }) {
  const products = Array.isArray(details['products']) ? (details['products'] as UnsellableProduct[]) : [];
  const nameOf = (id: string) =>
    basket.lines.find(({ productId }) => productId === id)?.product?.name ?? m.basket.unknownProduct;
  return (
    <Notice tone="bad" title={m.checkout.notSellable}>
      <ul className="mt-1 list-disc pl-5">
        {products.map(({ productId, reason, available }) => (
          <li key={productId}>
            <strong>{nameOf(productId)}</strong>: {m.checkout.unsellable[reason](available)}
          </li>
        ))}
      </ul>
      <LinkButton to="/basket" size="small" className="mt-2">
        {m.basket.change}
      </LinkButton>
    </Notice>
  );
}
