import type { OrderView } from '@orderwire/contracts';
import { Check } from 'lucide-react';
import { classNames } from '../../ui/class-names';
import { m } from '../messages';

const steps = ['PENDING', 'PAID', 'SHIPPED', 'DELIVERED'] as const;

/** How far a paid order is. Orders without an address are complete when they are paid. */
export function Progress({ order: { status, shippingAddress } }: { order: OrderView }) {
  const shown = shippingAddress || status !== 'PAID' ? steps : steps.slice(0, 2);
  const reached = shown.findIndex((step) => step === status);
  return (
    <ol aria-label={m.order.progress} className="mt-6 flex">
      {shown.map((step, index) => (
        <li
          key={step}
          aria-current={index === reached ? 'step' : undefined}
          className="relative flex flex-1 flex-col items-center gap-1.5 text-center text-xs sm:text-sm"
        >
          {index > 0 && (
            <span
              aria-hidden
              className={classNames(
                'absolute top-3.5 right-[calc(50%+0.875rem)] h-0.5 w-[calc(100%-1.75rem)] -translate-y-1/2',
                index <= reached ? 'bg-accent' : 'bg-line',
              )}
            />
          )}
          <span
            aria-hidden
            className={classNames(
              'relative grid size-7 place-items-center rounded-full border-2',
              index <= reached ? 'border-accent bg-accent text-on-accent' : 'border-line bg-surface',
            )}
          >
            {index <= reached && <Check className="size-4" />}
          </span>
          <span className={index <= reached ? 'font-medium' : 'text-soft'}>
            {m.order.progressSteps[step]}
          </span>
        </li>
      ))}
    </ol>
  );
}
