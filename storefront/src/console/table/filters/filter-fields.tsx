import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { moneyText, parseMoney } from '../../../i18n/format';
import { SelectField, TextField } from '../../../ui/field';
import { m } from '../../messages';

interface TextFilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** A text that filters once typing pauses. */
export function TextFilter({
  label,
  value = '',
  onChange,
  ...props
}: TextFilterProps & Omit<ComponentProps<typeof TextField>, 'value' | 'onChange'>) {
  const [typed, setTyped] = useState(value);
  const applied = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => void (latest.current = onChange));
  // The URL changed by other means: a chip was removed, or the browser went back.
  useEffect(() => {
    if (value === applied.current) return;
    applied.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const next = typed.trim();
    if (next === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = next;
      latest.current(next || undefined);
    }, 400);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextField {...props} label={label} value={typed} onChange={(event) => setTyped(event.target.value)} />
  );
}

/** A choice of one value, or any. */
export function SelectFilter<Value extends string>({
  label,
  value,
  options,
  onChange,
  labelHidden,
  anyLabel = m.table.any,
}: {
  label: string;
  value: Value | undefined;
  options: readonly (readonly [value: Value, label: string])[];
  onChange: (value: Value | undefined) => void;
  labelHidden?: boolean;
  /** What an empty choice is called. */
  anyLabel?: string;
}) {
  return (
    <SelectField
      label={label}
      {...(labelHidden && { labelHidden })}
      value={value ?? ''}
      onChange={(event) => onChange(options.find(([each]) => each === event.target.value)?.[0])}
    >
      <option value="">{anyLabel}</option>
      {options.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

/** Yes, no or any. */
export const FlagFilter = ({
  value,
  onChange,
  ...props
}: {
  label: string;
  value: boolean | undefined;
  onChange: (value: boolean | undefined) => void;
}) => (
  <SelectFilter
    {...props}
    value={value === undefined ? undefined : value ? 'true' : 'false'}
    options={[
      ['true', m.table.yes],
      ['false', m.table.no],
    ]}
    onChange={(next) => onChange(next && next === 'true')}
  />
);

/** Several values at once. */
export function ManyFilter<Value extends string>({
  label,
  value = [],
  options,
  onChange,
}: {
  label: string;
  value: readonly Value[] | undefined;
  options: readonly (readonly [value: Value, label: string])[];
  onChange: (value: readonly Value[] | undefined) => void;
}) {
  const toggle = (each: Value) => {
    const next = value.includes(each) ? value.filter((other) => other !== each) : [...value, each];
    onChange(next.length > 0 ? next : undefined);
  };
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map(([each, name]) => (
          <label
            key={each}
            className="cursor-pointer rounded-full border border-line-strong/50 px-3 py-1 text-sm has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent-strong has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={value.includes(each)}
              onChange={() => toggle(each)}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** An amount of a currency in minor units. Disabled without a currency. */
export function AmountFilter({
  label,
  currency,
  value,
  onChange,
}: {
  label: string;
  currency: string | undefined;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}) {
  const [invalid, setInvalid] = useState(false);
  return (
    <TextFilter
      key={currency}
      label={label}
      inputMode="decimal"
      disabled={!currency}
      error={invalid ? m.orders.filters.amountInvalid : undefined}
      value={currency && value !== undefined ? moneyText(value, currency) : undefined}
      onChange={(text) => {
        const amount = currency && text ? parseMoney(text, currency) : undefined;
        setInvalid(Boolean(text) && amount === undefined);
        if (amount !== undefined || !text) onChange(amount);
      }}
    />
  );
}

/** A day, or none. */
export const DayFilter = ({ label, value, onChange }: TextFilterProps) => (
  <TextField
    label={label}
    type="date"
    value={value ?? ''}
    onChange={(event) => onChange(event.target.value || undefined)}
  />
);
