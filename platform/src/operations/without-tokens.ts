/** Whoever holds a token can do what it is for, so staff never see one: `token`, `orderToken`, `refresh_token`. */
const secretName = /token$/i;
const HIDDEN = '[hidden]';

/** The same value without tokens, however deep they lie; the very same where there are none. */
export function withoutTokens<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const shown = entries.map(
    ([name, inner]) => [name, secretName.test(name) ? HIDDEN : withoutTokens(inner)] as const,
  );
  if (shown.every(([, inner], index) => inner === entries[index]?.[1])) return value;
  return (Array.isArray(value) ? shown.map(([, inner]) => inner) : Object.fromEntries(shown)) as Value;
}

/** For text that is no JSON, or no longer: what follows a name that ends in "token", to the end of it. */
const inText = /(token\\?["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/gi;

/** A payload as it came, without tokens. Also where it was cut off or broken. */
export function textWithoutTokens(payload: string): string {
  try {
    const value = JSON.parse(payload) as unknown;
    const shown = withoutTokens(value);
    return shown === value ? payload : JSON.stringify(shown);
  } catch {
    return payload.replace(inText, `$1"${HIDDEN}"`);
  }
}
