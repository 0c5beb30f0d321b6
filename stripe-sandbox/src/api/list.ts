import type { Collection } from '../store/collection.js';
import { noSuch } from './api-error.js';
import type { Form } from './form.js';
import type { Params } from './params.js';
import type { Shape } from './shape.js';

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

/** One page, newest first, from the cursor on: `limit` 1 to 100, default 10. */
export function listPage<T extends { id: string }, R>(
  rows: Collection<T>,
  params: Params,
  page: { what: string; url: string; keep: (row: T) => boolean; render: (row: T) => R },
): List<R> {
  const limit = params.integer('limit', 1, 100) ?? 10;
  const [after, before] = [params.text('starting_after'), params.text('ending_before')];
  const backwards = before !== undefined;
  const step = backwards ? 1 : -1;
  const cursor = after ?? before;
  const start = cursor === undefined ? rows.size : rows.position(cursor);
  if (start === undefined) {
    throw noSuch(page.what, cursor ?? '', backwards ? 'ending_before' : 'starting_after', 400);
  }
  const found: T[] = [];
  for (let position = start + step; found.length <= limit; position += step) {
    const row = rows.at(position);
    if (!row) break;
    if (page.keep(row)) found.push(row);
  }
  const data = found.slice(0, limit);
  if (backwards) data.reverse();
  return { object: 'list', data: data.map(page.render), has_more: found.length > limit, url: page.url };
}

/** Whether a time (Unix seconds) lies in the `created` filter. */
export function createdFilter(params: Params, value: Form[string] | undefined): (created: number) => boolean {
  if (value === undefined) return () => true;
  if (typeof value === 'string') {
    const exact = params.integer('created');
    return (created) => created === exact;
  }
  const range = params.nested('created');
  const [gt, gte] = [range.integer('gt') ?? -Infinity, range.integer('gte') ?? -Infinity];
  const [lt, lte] = [range.integer('lt') ?? Infinity, range.integer('lte') ?? Infinity];
  return (created) => created > gt && created >= gte && created < lt && created <= lte;
}
