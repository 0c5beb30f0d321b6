/** Reads one search parameter; undefined: not given, or not valid. */
type Reader<Value> = (raw: unknown) => Value | undefined;

const single = (raw: unknown): unknown => (Array.isArray(raw) ? raw[0] : raw);

/** Text of 1 to `max` characters, trimmed. */
export const text =
  (max = 200): Reader<string> =>
  (raw) => {
    const value = single(raw);
    const trimmed = typeof value === 'string' ? value.trim() : '';
    return trimmed.length > 0 && trimmed.length <= max ? trimmed : undefined;
  };

export const oneOf =
  <const Value extends string>(values: readonly Value[]): Reader<Value> =>
  (raw) =>
    values.find((value) => value === single(raw));

/** Several values, in the order of `values`; undefined instead of none. */
export const manyOf =
  <const Value extends string>(values: readonly Value[]): Reader<readonly Value[]> =>
  (raw) => {
    const given = new Set(Array.isArray(raw) ? raw : [raw]);
    const known = values.filter((value) => given.has(value));
    return known.length > 0 ? known : undefined;
  };

export const flag: Reader<boolean> = (raw) => {
  const value = String(single(raw));
  return value === 'true' ? true : value === 'false' ? false : undefined;
};

/** A day of the calendar: `2026-01-31`. */
export const day: Reader<string> = (raw) => {
  const value = single(raw);
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
};

/** A whole number of 0 or more. */
export const wholeNumber: Reader<number> = (raw) => {
  const value = String(single(raw));
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
};

type Search<Readers extends Readonly<Record<string, Reader<unknown>>>> = {
  [Name in keyof Readers]?: NonNullable<ReturnType<Readers[Name]>>;
};

/** `validateSearch` of a route: keeps what the readers accept and drops the rest. */
export const searchParams =
  <Readers extends Readonly<Record<string, Reader<unknown>>>>(readers: Readers) =>
  (raw: Record<string, unknown>): Search<Readers> =>
    Object.fromEntries(
      Object.entries(readers).flatMap(([name, read]) => {
        const value = read(raw[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ) as Search<Readers>;

/** Search parameters as the API has them: plain text, lists repeat the name. */
export function parseSearch(search: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  const params = new URLSearchParams(search);
  for (const name of new Set(params.keys())) {
    const all = params.getAll(name);
    values[name] = all.length > 1 ? all : (all[0] ?? '');
  }
  return values;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined && each !== null && each !== '') params.append(name, String(each));
  return params.size > 0 ? `?${params}` : '';
}

/** The first moment of a day, in the time zone of the browser, as the API takes it. */
export const startOfDay = (value: string): string => new Date(`${value}T00:00:00`).toISOString();

/** The first moment after a day: ends of the API are exclusive. */
export function endOfDay(value: string): string {
  const next = new Date(`${value}T00:00:00`);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
}
