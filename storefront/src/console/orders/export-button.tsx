import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { download } from '../../api/download';
import { Button } from '../../ui/button';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { problemText } from '../shell/problem-notice';
import { ordersFilter } from './orders-filter';
import type { OrdersSearch } from './orders-search';

/** Downloads all orders that match as a CSV file. */
export function ExportButton({ search }: { search: OrdersSearch }) {
  const saving = useMutation({
    mutationFn: () =>
      download('/orders/export.csv', {
        query: ordersFilter(search),
        accept: 'text/csv',
        filename: `orders-${new Date().toISOString().slice(0, 10)}.csv`,
      }),
    onError: (error) => toast(m.orders.exportFailed, problemText(error)),
  });
  return (
    <Button busy={saving.isPending} onClick={() => saving.mutate()}>
      <Download aria-hidden className="size-4" />
      {m.orders.export}
    </Button>
  );
}
