import type { OrderView, RefundOrderRequest, RefundReason } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { formatMoney, moneyText, parseMoney } from '../../../i18n/format';
import { Button } from '../../../ui/button';
import { SelectField, TextArea, TextField } from '../../../ui/field';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useIdempotencyKey } from '../../shell/use-idempotency-key';
import { timelineQuery } from '../order/order-queries';
import { useOrderAction } from '../order/use-order-action';
import { EarlierRefunds } from './earlier-refunds';
import { RefundLines } from './refund-lines';
import { computedAmount, refundsOf, restockLeft } from './refund-plan';

const reasons = [
  'requested_by_customer',
  'duplicate',
  'fraudulent',
] as const satisfies readonly RefundReason[];

/** One dialog for all of a refund: units, amount, restock, reason, and what is left afterwards. */
export function RefundDialog({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const t = m.refund;
  const money = (amount: number) => formatMoney(amount, order.currency);
  const left = order.totalAmount - order.refundedAmount - (order.refundPendingAmount ?? 0);
  const earlier = refundsOf(useQuery(timelineQuery(order.id)).data?.entries ?? []);

  const [units, setUnits] = useState<Readonly<Record<string, number>>>({});
  const [restocked, setRestocked] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState<string>();
  const [reason, setReason] = useState<RefundReason>('requested_by_customer');
  const [note, setNote] = useState('');
  const [isChecked, setChecked] = useState(false);

  const computed = computedAmount(order, units, left);
  const amount = typed === undefined ? computed : parseMoney(typed, order.currency);
  const restock = order.items
    .filter(({ productId }) => restocked.has(productId))
    .map((line) => ({
      productId: line.productId,
      quantity: Math.min(units[line.productId] ?? 0, restockLeft(line, earlier)),
    }))
    .filter(({ quantity }) => quantity > 0);
  const problem =
    amount === undefined
      ? t.invalidAmount
      : amount === 0
        ? t.chooseAmount
        : amount > left
          ? t.tooLarge(money(left))
          : undefined;

  const idempotencyKey = useIdempotencyKey({ units, restocked: [...restocked], typed, reason, note });
  const refund = useOrderAction(order.id, {
    act: (body: Omit<RefundOrderRequest, 'orderId'>) =>
      api.post(`/orders/${order.id}/refunds`, body, { 'idempotency-key': idempotencyKey }),
    done: t.done,
    onDone: onClose,
  });
  const submit = () => {
    setChecked(true);
    if (problem !== undefined || amount === undefined) return;
    refund.mutate({
      amount,
      reason,
      ...(note.trim() && { note }),
      ...(restock.length > 0 && { restock }),
    });
  };
  return (
    <ActionDialog
      open
      wide
      onClose={onClose}
      title={t.title}
      lead={t.lead(money(left))}
      submit={t.submit(amount === undefined ? '' : money(amount))}
      busy={refund.isPending}
      error={refund.error}
      onSubmit={submit}
    >
      <RefundLines
        order={order}
        earlier={earlier}
        units={units}
        restocked={restocked}
        onUnits={(productId, quantity) => {
          setUnits((before) => ({ ...before, [productId]: quantity }));
          setTyped(undefined);
        }}
        onRestock={(productId, on) =>
          setRestocked((before) => {
            const next = new Set(before);
            if (on) next.add(productId);
            else next.delete(productId);
            return next;
          })
        }
      />
      <div className="flex flex-wrap items-start gap-3">
        <TextField
          label={`${t.amount} (${order.currency.toUpperCase()})`}
          inputMode="decimal"
          value={typed ?? moneyText(computed, order.currency)}
          onChange={(event) => setTyped(event.target.value)}
          hint={typed === undefined ? t.amountComputed : t.amountFree}
          error={isChecked ? problem : undefined}
          className="w-44"
        />
        <div className="flex flex-wrap gap-2 pt-6">
          {typed !== undefined && computed > 0 && (
            <Button onClick={() => setTyped(undefined)}>{t.useComputed(money(computed))}</Button>
          )}
          <Button onClick={() => setTyped(moneyText(left, order.currency))}>{t.all}</Button>
        </div>
      </div>
      <p className="text-sm">
        {t.left}:{' '}
        <span className="font-semibold tabular-nums">{money(Math.max(0, left - (amount ?? 0)))}</span>
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t.reason}
          value={reason}
          onChange={(event) => setReason(event.target.value as RefundReason)}
        >
          {reasons.map((each) => (
            <option key={each} value={each}>
              {t.reasons[each]}
            </option>
          ))}
        </SelectField>
        <TextArea
          label={t.note}
          hint={t.noteHint}
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      <EarlierRefunds refunds={earlier} currency={order.currency} />
    </ActionDialog>
  );
}
