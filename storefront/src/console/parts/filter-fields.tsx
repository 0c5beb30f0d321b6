import { formatDate } from '../../i18n/format';
import { m } from '../messages';
import type { FilterChip } from '../table/filters/filter-bar';
import { DayFilter, FlagFilter, SelectFilter, TextFilter } from '../table/filters/filter-fields';
import type { UrlFilters } from '../table/filters/url-filters';

/** One filter of a list: its name in the URL and its control. */
export interface FilterField<Search extends object> {
  readonly name: keyof Search & string;
  readonly label: string;
  /** A choice of these; without it, `kind` says what is typed. */
  readonly options?: readonly (readonly [value: string, label: string])[];
  /** What the list shows without a choice; default: any. */
  readonly anyLabel?: string;
  readonly kind?: 'text' | 'day' | 'flag';
  /** Always in sight, beside the button of all filters. */
  readonly inline?: boolean;
}

/** A choice of values, each with its text. */
export const optionsOf = <Value extends string>(
  texts: Readonly<Record<Value, string>>,
): readonly (readonly [Value, string])[] => Object.entries(texts) as [Value, string][];

interface ControlProps<Search extends object> {
  field: FilterField<Search>;
  filters: UrlFilters<Search>;
}

export function FilterControl<Search extends object>({ field, filters }: ControlProps<Search>) {
  const { name, label, options, anyLabel, kind = 'text', inline } = field;
  const value: unknown = filters.search[name];
  const change = (next: unknown) => filters.set({ [name]: next } as Partial<Search>);
  const text = typeof value === 'string' ? value : undefined;
  if (options)
    return (
      <SelectFilter {...{ label, options }} value={text} onChange={change} {...(anyLabel && { anyLabel })} />
    );
  if (kind === 'day') return <DayFilter label={label} value={text} onChange={change} />;
  if (kind === 'flag')
    return (
      <FlagFilter label={label} value={typeof value === 'boolean' ? value : undefined} onChange={change} />
    );
  return (
    <TextFilter
      label={label}
      value={text}
      onChange={change}
      {...(inline && { className: 'w-72 max-w-full' })}
    />
  );
}

const shown = (
  value: unknown,
  { options, kind }: { options?: FilterField<object>['options']; kind?: string },
) =>
  typeof value === 'boolean'
    ? value
      ? m.table.yes
      : m.table.no
    : kind === 'day'
      ? formatDate(`${String(value)}T00:00:00`)
      : (options?.find(([each]) => each === value)?.[1] ?? String(value));

/** The filters in use, as text. */
export const filterChips = <Search extends object>(
  fields: readonly FilterField<Search>[],
  { search, set }: UrlFilters<Search>,
): FilterChip[] =>
  fields.flatMap((field) => {
    const value: unknown = search[field.name];
    if (value === undefined) return [];
    const onRemove = () => set({ [field.name]: undefined } as Partial<Search>);
    return [{ name: field.label, value: shown(value, field), onRemove }];
  });
