import { Collection, type Row } from '../../store/collection.js';
import { noSuch } from '../api-error.js';
import type { Form } from '../form.js';
import type { Params } from '../params.js';
import type { Shape } from '../shape.js';

/** The parameters every list takes. */
export const LIST: Shape = {
  limit: 'value',
  starting_after: 'value',
  ending_before: 'value',
  expand: 'list',
};

/** Stripe's list object. */
export interface List<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

/** A span of Unix seconds, both ends included. */
export interface Span {
  from: number;
  to: number;
}

const ALWAYS: Span = { from: -Infinity, to: Infinity };

/** A list's rows, time range and rendering. */
export interface Page<T, R> {
  what: string;
  url: string;
  created?: Span;
  keep?: (row: T) => boolean;
  render: (row: T) => R;
}

/**
 * One page, newest first, from the cursor: `limit` 1 to 100, default 10. A time range limits the
 * rows that are read; the cursor need not lie in it.
 */
export function listPage<T extends Row, R>(
  rows: Collection<T>,
  params: Params,
  { what, url, created = ALWAYS, keep = () => true, render }: Page<T, R>,
): List<R> {
  const limit = params.integer('limit', 1, 100) ?? 10;
  const [after, before] = [params.text('starting_after'), params.text('ending_before')];
  const backwards = before !== undefined;
  const step = backwards ? 1 : -1;
  const cursor = after ?? before;
  const start = cursor === undefined ? rows.size : rows.position(cursor);
  if (start === undefined) {
    throw noSuch(what, cursor ?? '', backwards ? 'ending_before' : 'starting_after', 400);
  }
  const { first, last } = rows.between(created.from, created.to);
  const found: T[] = [];
  let position = backwards ? Math.max(start + 1, first) : Math.min(start - 1, last);
  for (; position >= first && position <= last && found.length <= limit; position += step) {
    const row = rows.at(position);
    if (!row) break;
    const time = row.created ?? 0;
    if (time >= created.from && time <= created.to && keep(row)) found.push(row);
  }
  const data = found.slice(0, limit);
  if (backwards) data.reverse();
  return { object: 'list', data: data.map(render), has_more: found.length > limit, url };
}

/** The time that the `created` filter names: a second, or a span with `gt`, `gte`, `lt`, `lte`. */
export function createdSpan(params: Params, value: Form[string] | undefined): Span {
  if (value === undefined) return ALWAYS;
  if (typeof value === 'string') {
    const exact = params.integer('created') ?? 0;
    return { from: exact, to: exact };
  }
  const range = params.nested('created');
  const [gt, gte] = [range.integer('gt') ?? -Infinity, range.integer('gte') ?? -Infinity];
  const [lt, lte] = [range.integer('lt') ?? Infinity, range.integer('lte') ?? Infinity];
  return { from: Math.max(gt + 1, gte), to: Math.min(lt - 1, lte) };
}

/** A collection of a few known rows, for filters that name their answer. */
export function only<T extends Row>(...rows: (T | undefined)[]): Collection<T> {
  const collection = new Collection<T>();
  for (const row of rows) if (row) collection.put(row);
  return collection;
}
