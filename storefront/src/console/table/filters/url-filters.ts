import { useLocation, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

export interface UrlFilters<Search> {
  /** The filters that are valid. */
  readonly search: Search;
  /** Changes some filters; undefined removes one. */
  readonly set: (change: { [Name in keyof Search]?: Search[Name] | undefined }) => void;
  /** Removes all filters but those of `kept`. */
  readonly reset: (kept?: Partial<Search>) => void;
}

/**
 * The filters of a page, which live in its URL: they survive a reload and can be shared. `validate` is
 * the `validateSearch` of the route.
 */
export function useUrlFilters<Search extends object>(
  validate: (raw: Record<string, unknown>) => Search,
): UrlFilters<Search> {
  const raw = useLocation({ select: ({ search }) => search });
  const navigate = useNavigate();
  const replace = useCallback(
    (next: (previous: Record<string, unknown>) => Record<string, unknown>) =>
      void navigate({ to: '.', search: next as never, replace: true }),
    [navigate],
  );
  return {
    search: useMemo(() => validate(raw), [validate, raw]),
    set: useCallback((change) => replace((previous) => ({ ...previous, ...change })), [replace]),
    reset: useCallback((kept) => replace(() => ({ ...kept })), [replace]),
  };
}
