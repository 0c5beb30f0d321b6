import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { SearchBox } from './search-box';

/** Opens the search. Ctrl K (Command K on a Mac) opens it from everywhere. */
export function SearchButton({ compact, shortcut }: { compact?: boolean; shortcut?: boolean }) {
  const t = m.search;
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!shortcut) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [shortcut]);
  return (
    <>
      {compact ? (
        <button
          type="button"
          aria-label={t.open}
          onClick={() => setOpen(true)}
          className="grid size-10 place-items-center rounded-lg hover:bg-muted"
        >
          <Search aria-hidden className="size-5" />
        </button>
      ) : (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="flex min-h-9 w-full items-center gap-3 rounded-lg border border-line-strong/50 px-3 text-sm text-soft hover:bg-muted hover:text-text"
        >
          <Search aria-hidden className="size-4" />
          <span className="flex-1 text-left">{t.open}</span>
          <kbd className="rounded border border-line px-1.5 font-sans text-xs">Ctrl K</kbd>
        </button>
      )}
      <Dialog
        initialFocus={box}
        open={open}
        onClose={() => setOpen(false)}
        title={t.title}
        closeLabel={m.shell.close}
        wide
      >
        <SearchBox ref={box} onOpen={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
