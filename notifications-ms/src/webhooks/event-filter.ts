/** The start of the types that a filter such as `order.*` means: `order.`. */
const prefixOf = (filter: string): string | undefined =>
  filter.endsWith('.*') ? filter.slice(0, -1) : undefined;

const entryMatches = (entry: string, type: string): boolean => {
  const prefix = prefixOf(entry);
  return entry === '*' || entry === type || (prefix !== undefined && type.startsWith(prefix));
};

/** Whether an endpoint with these entries (`order.paid`, `order.*`, `*`) wants events of the type. */
export const matchesFilter = (filter: readonly string[], type: string): boolean =>
  filter.some((entry) => entryMatches(entry, type));

/** The entries that match none of the types. */
export const unknownEntries = (filter: readonly string[], types: readonly string[]): string[] =>
  filter.filter((entry) => !types.some((type) => entryMatches(entry, type)));
