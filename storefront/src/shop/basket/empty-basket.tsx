import { ShoppingBasket } from 'lucide-react';
import { LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';

export const EmptyBasket = ({ onFollow }: { onFollow?: () => void }) => (
  <EmptyState icon={ShoppingBasket} title={m.basket.empty}>
    <p>{m.basket.emptyHint}</p>
    <LinkButton to="/" look="primary" className="mt-4" onClick={onFollow}>
      {m.basket.toProducts}
    </LinkButton>
  </EmptyState>
);
