import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { ProblemNotice } from '../problems';
import { cancelOrder } from './live/queries';

/** `isProcessing`: the bank has a payment, which would come back. */
export function CancelOrder({ orderId, isProcessing }: { orderId: string; isProcessing: boolean }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const cancellation = useMutation({
    mutationFn: () => cancelOrder(orderId),
    onSuccess: () => setAsking(false),
    onSettled: () => client.invalidateQueries({ queryKey: ['order', orderId] }),
  });
  return (
    <>
      <Button
        look="quiet"
        onClick={() => {
          cancellation.reset();
          setAsking(true);
        }}
      >
        {m.order.cancel}
      </Button>
      <Dialog open={asking} onClose={() => setAsking(false)} title={m.order.cancelTitle} closeLabel={m.close}>
        <p className="text-soft">{isProcessing ? m.order.cancelProcessing : m.order.cancelText}</p>
        {cancellation.error && (
          <div className="mt-4">
            <ProblemNotice error={cancellation.error} title={m.order.cancelFailed} />
          </div>
        )}
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <Button onClick={() => setAsking(false)}>{m.order.keep}</Button>
          <Button look="danger" busy={cancellation.isPending} onClick={() => cancellation.mutate()}>
            {m.order.confirmCancel}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
