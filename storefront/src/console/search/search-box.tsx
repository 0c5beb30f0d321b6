import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { TextField } from '../../ui/field';
import { Notice } from '../../ui/states';
import { m } from '../messages';
import { ProblemNotice } from '../shell/problem-notice';
import { HitList } from './hit-list';
import { hitsOf, MIN_LENGTH, searchQuery, type SearchHit } from './search-query';
import { useDebounced } from './use-debounced';

/** A box, and the results below it, which arrow keys and Enter choose and open. */
export function SearchBox({ onOpen, ref }: { onOpen: () => void; ref: Ref<HTMLInputElement> }) {
  const t = m.search;
  const id = useId();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const text = useDebounced(typed.trim(), 200);
  const query = useQuery(searchQuery(text));
  const isShort = text.length < MIN_LENGTH;
  const hits = isShort || !query.data ? [] : hitsOf(query.data);
  const active = Math.min(at, hits.length - 1);

  const open = (hit: SearchHit) => {
    onOpen();
    void navigate(hit.link);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length > 0) {
      event.preventDefault();
      setAt((active + step + hits.length) % hits.length);
    }
    const hit = hits[active];
    if (event.key === 'Enter' && hit) {
      event.preventDefault();
      open(hit);
    }
  };
  return (
    <div className="flex min-h-80 flex-col gap-3">
      <TextField
        ref={ref}
        label={t.label}
        labelHidden
        placeholder={t.label}
        type="search"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-hits`}
        aria-autocomplete="list"
        aria-activedescendant={hits[active] && `${id}-${active}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {query.isError && !isShort ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          {query.data && !isShort && query.data.unavailable.length > 0 && (
            <Notice tone="warn">{t.unavailable(query.data.unavailable.join(', '))}</Notice>
          )}
          <HitList id={id} hits={hits} active={active} onHover={setAt} onOpen={open} />
          <p role="status" className="text-sm text-soft">
            {isShort
              ? typed.trim().length > 0
                ? t.tooShort
                : t.hint
              : query.isFetching
                ? m.table.loading
                : hits.length === 0
                  ? t.none(text)
                  : t.keys}
          </p>
        </>
      )}
    </div>
  );
}
