import { useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { moneyText, parseMoney } from '../../i18n/format';
import { Button } from '../../ui/button';
import { CheckboxField, TextField } from '../../ui/field';
import { m } from '../messages';
import { hasFilters, type ProductSearch } from './product-search';

/** Filters of the product grid. Every change goes to the address. */
export function ProductFilters({ search, currency }: { search: ProductSearch; currency: string }) {
  const navigate = useNavigate({ from: '/' });
  const change = (changes: { [Name in keyof ProductSearch]: ProductSearch[Name] | undefined }) =>
    void navigate({
      search: (now) => ({ ...now, ...changes }),
      replace: true,
      resetScroll: false,
    });
  return (
    <fieldset className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <legend className="sr-only">{m.catalogue.filters}</legend>
      <PriceField
        key={`min ${search.min} ${currency}`}
        label={m.catalogue.minPrice(currency.toUpperCase())}
        amount={search.min}
        currency={currency}
        onChange={(min) => change({ min })}
      />
      <PriceField
        key={`max ${search.max} ${currency}`}
        label={m.catalogue.maxPrice(currency.toUpperCase())}
        amount={search.max}
        currency={currency}
        onChange={(max) => change({ max })}
      />
      <CheckboxField
        label={m.catalogue.availableOnly}
        checked={search.available === true}
        onChange={({ target }) => change({ available: target.checked ? true : undefined })}
        className="pb-2.5"
      />
      {hasFilters(search) && (
        <Button look="quiet" onClick={() => change({ min: undefined, max: undefined, available: undefined })}>
          <X aria-hidden className="size-4" />
          {m.catalogue.clearFilters}
        </Button>
      )}
    </fieldset>
  );
}

/** An amount that is applied with Enter or when the field is left. */
function PriceField({
  label,
  amount,
  currency,
  onChange,
}: {
  label: string;
  amount: number | undefined;
  currency: string;
  onChange: (amount: number | undefined) => void;
}) {
  const [text, setText] = useState(amount === undefined ? '' : moneyText(amount, currency));
  const parsed = parseMoney(text, currency);
  const invalid = text.trim() !== '' && parsed === undefined;
  const apply = () => {
    if (!invalid && parsed !== amount) onChange(parsed);
  };
  return (
    <TextField
      label={label}
      value={text}
      inputMode="decimal"
      autoComplete="off"
      error={invalid ? m.catalogue.invalidPrice : undefined}
      onChange={({ target }) => setText(target.value)}
      onBlur={apply}
      onKeyDown={({ key }) => key === 'Enter' && apply()}
      className="w-32"
    />
  );
}
