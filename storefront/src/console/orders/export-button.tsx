import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { send } from '../../api/client';
import { Button } from '../../ui/button';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { problemText } from '../shell/problem-notice';
import { ordersFilter } from './orders-filter';
import type { OrdersSearch } from './orders-search';

/** Downloads all orders that match as a CSV file. */
export function ExportButton({ search }: { search: OrdersSearch }) {
  const download = useMutation({
    mutationFn: async () => {
      const response = await send('GET', '/orders/export.csv', {
        query: ordersFilter(search),
        headers: { accept: 'text/csv' },
      });
      const url = URL.createObjectURL(await response.blob());
      const link = document.createElement('a');
      link.href = url;
      link.download = `orders-${new Date().toISOString().slice(0, 10)}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
    onError: (error) => toast(m.orders.exportFailed, problemText(error)),
  });
  return (
    <Button busy={download.isPending} onClick={() => download.mutate()}>
      <Download aria-hidden className="size-4" />
      {m.orders.export}
    </Button>
  );
}
