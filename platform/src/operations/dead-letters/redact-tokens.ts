/** Names of tokens, which staff must not see: `token`, `orderToken`, `refresh_token`. */
const secretName = /token$/i;
const REDACTED = '[hidden]';

/** A copy with all tokens replaced, at any depth; the same value when it has none. */
export function redactTokens<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const shown = entries.map(
    ([name, inner]) => [name, secretName.test(name) ? REDACTED : redactTokens(inner)] as const,
  );
  if (shown.every(([, inner], index) => inner === entries[index]?.[1])) return value;
  return (Array.isArray(value) ? shown.map(([, inner]) => inner) : Object.fromEntries(shown)) as Value;
}

/** A copy of what staff edited, in which each token that was shown redacted has its value of `original`. */
export function restoreTokens<Value>(edited: Value, original: unknown): Value {
  if (typeof edited !== 'object' || edited === null) return edited;
  const before = Object(original) as Record<string, unknown>;
  const restored = Object.entries(edited as Record<string, unknown>).map(([name, inner]) => {
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    const isRedacted = secretName.test(name) && inner === REDACTED && known !== undefined;
    return [name, isRedacted ? known : restoreTokens(inner, known)] as const;
  });
  return (Array.isArray(edited) ? restored.map(([, inner]) => inner) : Object.fromEntries(restored)) as Value;
}

/** For text that is not JSON: the value after a name that ends in "token". */
const inText = /(token\\?["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/gi;

/** A payload with all tokens replaced, also when it is truncated or not JSON. */
export function redactTokensInText(payload: string): string {
  try {
    const value = JSON.parse(payload) as unknown;
    const shown = redactTokens(value);
    return shown === value ? payload : JSON.stringify(shown);
  } catch {
    return payload.replace(inText, `$1"${REDACTED}"`);
  }
}
