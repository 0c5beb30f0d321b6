import type { OrderView } from '@orderwire/contracts';
import { formatMoney } from '../../../i18n/format';
import { TextField } from '../../../ui/field';
import { m } from '../../messages';
import { amountOf, type EarlierRefund, restockLeft } from './refund-plan';

interface RefundLinesProps {
  order: OrderView;
  earlier: readonly EarlierRefund[];
  units: Readonly<Record<string, number>>;
  restocked: ReadonlySet<string>;
  onUnits: (productId: string, quantity: number) => void;
  onRestock: (productId: string, on: boolean) => void;
}

/** How many units of each line are refunded, and which of them go back into stock. */
export function RefundLines({ order, earlier, units, restocked, onUnits, onRestock }: RefundLinesProps) {
  const t = m.refund;
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-sm font-medium">{t.lines}</legend>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {order.items.map((line) => {
          const quantity = units[line.productId] ?? 0;
          const left = restockLeft(line, earlier);
          return (
            <li
              key={line.productId}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-3 py-2.5 text-sm sm:grid-cols-[minmax(0,1fr)_auto_8rem_6rem]"
            >
              <span className="min-w-0 truncate font-medium">{line.name}</span>
              <span className="flex items-center gap-2">
                <TextField
                  label={t.quantity(line.name)}
                  labelHidden
                  type="number"
                  min={0}
                  max={line.quantity}
                  value={quantity}
                  onChange={(event) =>
                    onUnits(
                      line.productId,
                      Math.min(line.quantity, Math.max(0, Math.trunc(Number(event.target.value)) || 0)),
                    )
                  }
                  className="w-20"
                />
                <span className="text-soft tabular-nums">{t.ordered(line.quantity)}</span>
              </span>
              <label className="flex items-center gap-2">
                <input
                  type="checkbox"
                  disabled={left === 0}
                  checked={restocked.has(line.productId) && left > 0}
                  onChange={(event) => onRestock(line.productId, event.target.checked)}
                  className="size-4 accent-accent"
                />
                <span className={left === 0 ? 'text-soft' : undefined}>
                  {left === 0 ? t.noneLeft : t.restock}
                  <span className="sr-only">: {line.name}</span>
                </span>
              </label>
              <span className="text-right tabular-nums">
                {formatMoney(amountOf(line, quantity), order.currency)}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="mt-1 text-sm text-soft">{t.restockLead}</p>
    </fieldset>
  );
}
