import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { parseProductSearch } from '../catalogue/product-search';
import { m } from '../messages';

const PAUSE_MS = 300;

/** Searches products. On the page of all products the list follows while typing. */
export function SearchBox() {
  const navigate = useNavigate();
  const { pathname, search } = useRouterState({ select: ({ location }) => location });
  const isHome = pathname === '/';
  const q = isHome ? (parseProductSearch(search).q ?? '') : '';
  const [text, setText] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Back, forward and links change the address without the field.
  useEffect(() => {
    if (timer.current === undefined) setText(q);
  }, [q]);

  // A page that was opened meanwhile stays open.
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [pathname],
  );

  const apply = (value: string) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const next = parseProductSearch({ ...(isHome ? search : {}), q: value });
    void navigate({ to: '/', search: next, replace: isHome, resetScroll: false });
  };
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    if (isHome) timer.current = setTimeout(() => apply(value), PAUSE_MS);
  };
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply(text);
        }}
        className="relative"
      >
        <label htmlFor="search" className="sr-only">
          {m.layout.search}
        </label>
        <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-soft" />
        <input
          id="search"
          type="search"
          value={text}
          maxLength={200}
          placeholder={m.layout.search}
          autoComplete="off"
          onChange={({ target }) => type(target.value)}
          className="h-10 w-full rounded-lg border border-line-strong/60 bg-page pr-3 pl-9 text-base placeholder:text-soft sm:text-sm"
        />
      </form>
    </search>
  );
}
