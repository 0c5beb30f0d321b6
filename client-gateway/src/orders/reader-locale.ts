const DEFAULT = 'en-US';

/** A browser sends a handful; what is longer is nobody's list of languages. */
const MAX_LENGTH = 200;

/** The locale in which amounts and times are written: the first of `Accept-Language` that this runtime knows. */
export function readerLocale(acceptLanguage: string | undefined): string {
  if (!acceptLanguage || acceptLanguage.length > MAX_LENGTH) return DEFAULT;
  return (
    acceptLanguage
      .split(',')
      .map((range) => range.trim().split(/\s*;\s*q=/))
      .map(([tag = '', weight = '1']) => ({ tag, weight: Number(weight) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .find(({ tag }) => isKnown(tag))?.tag ?? DEFAULT
  );
}

function isKnown(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    // "*", and whatever is no language tag at all.
    return false;
  }
}
