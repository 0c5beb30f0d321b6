import { Minus, Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { m } from '../messages';
import { MAX_QUANTITY } from './basket';

const step =
  'grid size-10 place-items-center hover:bg-muted disabled:opacity-40 disabled:pointer-events-none';

/** The number of units of one product. Typed numbers count when the field is left. */
export function QuantityField({
  name,
  quantity,
  onChange,
}: {
  /** Of the product, for screen readers. */
  name: string;
  quantity: number;
  onChange: (quantity: number) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const change = (next: number) => {
    setTyped(undefined);
    if (Number.isInteger(next)) onChange(Math.min(MAX_QUANTITY, Math.max(1, next)));
  };
  const apply = () => typed !== undefined && change(Number.parseInt(typed, 10));
  return (
    <div className="inline-flex items-center overflow-hidden rounded-lg border border-line-strong/60 bg-surface">
      <button
        type="button"
        aria-label={m.basket.fewer(name)}
        disabled={quantity <= 1}
        onClick={() => change(quantity - 1)}
        className={step}
      >
        <Minus aria-hidden className="size-4" />
      </button>
      <label htmlFor={id} className="sr-only">
        {m.basket.quantityOf(name)}
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(quantity)}
        onChange={({ target }) => setTyped(target.value.replace(/\D/g, '').slice(0, 3))}
        onBlur={apply}
        onKeyDown={({ key }) => key === 'Enter' && apply()}
        className="h-10 w-11 bg-transparent text-center text-base tabular-nums sm:text-sm"
      />
      <button
        type="button"
        aria-label={m.basket.more(name)}
        disabled={quantity >= MAX_QUANTITY}
        onClick={() => change(quantity + 1)}
        className={step}
      >
        <Plus aria-hidden className="size-4" />
      </button>
    </div>
  );
}
