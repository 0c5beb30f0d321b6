import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '../../../ui/toast';
import { orderKey } from './order-queries';

/** A change of an order: afterwards everything of the order is read again, and `done` is shown. */
export function useOrderAction<Input = void>(
  orderId: string,
  { act, done, onDone }: { act: (input: Input) => Promise<unknown>; done: string; onDone?: () => void },
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      toast(done);
      onDone?.();
    },
    // Also after a failure: often the order was not what the page showed.
    onSettled: () => queries.invalidateQueries({ queryKey: orderKey(orderId) }),
  });
}
