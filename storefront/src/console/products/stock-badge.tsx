import type { StockView } from '@orderwire/contracts';
import { Badge } from '../../ui/states';
import { m } from '../messages';

export function StockBadge({ stock }: { stock: StockView }) {
  const t = m.products.states;
  if (stock.available <= 0) return <Badge tone="bad">{t.soldOut}</Badge>;
  if (stock.lowThreshold !== null && stock.available <= stock.lowThreshold)
    return <Badge tone="warn">{t.low}</Badge>;
  return <Badge tone="good">{t.inStock}</Badge>;
}
