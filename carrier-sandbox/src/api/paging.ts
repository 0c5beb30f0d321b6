/** EasyPost's lists: `page_size` (20, at most 100) and `before_id`, newest first. */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  query: Record<string, unknown>,
): { items: T[]; more: boolean } {
  const size = Math.min(100, Math.max(1, Number(query['page_size'] ?? 20) || 20));
  const start = query['before_id'] ? all.findIndex(({ id }) => id === query['before_id']) + 1 : 0;
  return { items: all.slice(start, start + size), more: all.length > start + size };
}
