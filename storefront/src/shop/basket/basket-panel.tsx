import { LinkButton } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { BasketLines } from './basket-lines';
import { BasketProblems, BasketTotal } from './basket-summary';
import { EmptyBasket } from './empty-basket';
import { usePricedBasket } from './use-basket';

/** The basket at the side of a page. */
export function BasketPanel({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={m.basket.title} closeLabel={m.close} place="panel">
      <Content onClose={onClose} />
    </Dialog>
  );
}

function Content({ onClose }: { onClose: () => void }) {
  const { retry, ...basket } = usePricedBasket();
  if (basket.lines.length === 0) return <EmptyBasket onFollow={onClose} />;
  return (
    <div className="flex min-h-full flex-col">
      <div className="flex-1">
        <BasketProblems basket={basket} retry={retry} />
        <BasketLines basket={basket} onFollow={onClose} />
      </div>
      <div className="sticky -bottom-4 -mx-5 -mb-4 border-t border-line bg-raised px-5 py-4">
        <BasketTotal basket={basket} />
        <div className="mt-4 grid gap-2">
          {basket.isReady && (
            <LinkButton to="/checkout" look="primary" size="large" onClick={onClose}>
              {m.basket.toCheckout}
            </LinkButton>
          )}
          <LinkButton to="/basket" onClick={onClose}>
            {m.basket.toBasket}
          </LinkButton>
        </div>
      </div>
    </div>
  );
}
