import { SlidersHorizontal, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { m } from '../../messages';

/** One active filter. */
export interface FilterChip {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}

interface FilterBarProps {
  chips: readonly FilterChip[];
  onReset: () => void;
  /** Filters that are always in sight. */
  children?: ReactNode;
  /** The controls of all filters, in a panel. */
  panel?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
}

/** The filters of a list: those in use, each with a button that removes it, and a panel with all. */
export function FilterBar({ chips, onReset, children, panel, actions }: FilterBarProps) {
  const t = m.table;
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        {children}
        {panel && (
          <Button onClick={() => setOpen(true)}>
            <SlidersHorizontal aria-hidden className="size-4" />
            {t.filters}
            {chips.length > 0 && (
              <span className="rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
                <span className="sr-only">{t.filtersActive(chips.length)}</span>
                <span aria-hidden>{chips.length}</span>
              </span>
            )}
          </Button>
        )}
        {actions && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </div>
      {chips.length > 0 && (
        <ul aria-label={t.filters} className="flex flex-wrap items-center gap-2">
          {chips.map(({ name, value, onRemove }) => (
            <li
              key={name}
              className="flex max-w-full items-center rounded-full bg-muted py-0.5 pr-1 pl-3 text-sm"
            >
              <span className="truncate">
                <span className="text-soft">{name}: </span>
                {value}
              </span>
              <button
                type="button"
                aria-label={t.removeFilter(name)}
                onClick={onRemove}
                className="ml-1 grid size-6 shrink-0 place-items-center rounded-full hover:bg-line"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
          <li>
            <Button size="small" look="quiet" onClick={onReset}>
              {t.resetFilters}
            </Button>
          </li>
        </ul>
      )}
      {panel && (
        <Dialog
          open={open}
          onClose={() => setOpen(false)}
          title={t.filters}
          closeLabel={m.shell.close}
          place="panel"
        >
          <div className="flex flex-col gap-4">
            {panel}
            <div className="sticky -bottom-4 -mx-5 -mb-4 flex gap-2 border-t border-line bg-raised px-5 py-3">
              <Button look="primary" className="flex-1" onClick={() => setOpen(false)}>
                {t.showResults}
              </Button>
              <Button onClick={onReset}>{t.resetFilters}</Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
