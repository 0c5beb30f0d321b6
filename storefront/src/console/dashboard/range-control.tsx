import type { Dashboard } from '@orderwire/contracts';
import { SelectField } from '../../ui/field';
import { m } from '../messages';
import { optionsOf } from '../parts/filter-fields';
import { DayFilter } from '../table/filters/filter-fields';
import type { UrlFilters } from '../table/filters/url-filters';
import type { DashboardSearch } from './dashboard-search';

const t = m.dashboard;

/** The period and the currency of the figures. */
export function RangeControl({
  search,
  set,
  dashboard,
}: UrlFilters<DashboardSearch> & { dashboard: Dashboard | undefined }) {
  const range = search.range ?? '30d';
  const currency = search.currency ?? dashboard?.currency ?? '';
  const currencies = new Set([...(dashboard?.currencies ?? []), ...(currency ? [currency] : [])]);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <fieldset className="max-w-full">
        <legend className="sr-only">{t.range}</legend>
        <div className="flex flex-wrap gap-1 rounded-xl border border-line bg-surface p-1">
          {optionsOf(t.ranges).map(([value, label]) => (
            <label
              key={value}
              className="cursor-pointer rounded-lg px-3 py-1.5 text-sm has-checked:bg-accent-soft has-checked:font-semibold has-checked:text-accent-strong has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="range"
                className="sr-only"
                checked={range === value}
                onChange={() => set({ range: value })}
              />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      {range === 'own' && (
        <>
          <DayFilter label={t.from} value={search.from} onChange={(from) => set({ from })} />
          <DayFilter label={t.to} value={search.to} onChange={(to) => set({ to })} />
        </>
      )}
      {currencies.size > 1 && (
        <SelectField
          label={t.currency}
          labelHidden
          value={currency}
          onChange={(event) => set({ currency: event.target.value })}
        >
          {[...currencies].map((code) => (
            <option key={code} value={code}>
              {code.toUpperCase()}
            </option>
          ))}
        </SelectField>
      )}
      <p className="text-sm text-soft">{t.comparison}</p>
    </div>
  );
}
