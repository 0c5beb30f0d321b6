import { invalid } from './api-error.js';
import type { Form } from './form.js';

/**
 * The parameters an endpoint knows. `'value'` a scalar, `'hash'` free keys, `'list'` scalars,
 * `'refused'` a parameter that Stripe knows and the sandbox does not: it is refused by name rather
 * than silently ignored.
 */
export interface Shape {
  [name: string]: Expected;
}

type Leaf = 'value' | 'hash' | 'list' | 'refused';
type Expected = Leaf | Shape | readonly [Shape] | Range;

/** A scalar, or an object of this shape. */
class Range {
  constructor(readonly shape: Shape) {}
}

/** `created` as a number or as `created[gte]` and its like. */
export const RANGE = new Range({ gt: 'value', gte: 'value', lt: 'value', lte: 'value' });

/** Throws Stripe's `parameter_unknown` for anything the shape does not name. */
export function checkShape(form: Form, shape: Shape, path = ''): void {
  for (const key in form) {
    const expected = Object.hasOwn(shape, key) ? shape[key]! : undefined;
    const name = path ? `${path}[${key}]` : key;
    const value = form[key]!;
    if (expected === undefined)
      throw invalid(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
    if (expected === 'refused') throw invalid(`The sandbox does not support the parameter ${name}.`, name);
    if (expected === 'value') {
      if (typeof value === 'object') throw invalid(`Invalid string: ${JSON.stringify(value)}`, name);
    } else if (expected instanceof Range) {
      if (typeof value === 'object') checkShape(value, expected.shape, name);
    } else if (typeof value === 'string') {
      if (value !== '') throw invalid(`Invalid ${isArray(expected) ? 'array' : 'object'}`, name);
    } else if (isItems(expected)) {
      for (const index in value) {
        const item = value[index]!;
        if (typeof item === 'string') throw invalid('Invalid object', `${name}[${index}]`);
        checkShape(item, expected[0], `${name}[${index}]`);
      }
    } else if (typeof expected === 'object') checkShape(value, expected, name);
  }
}

const isItems = (expected: Expected): expected is readonly [Shape] => Array.isArray(expected);

const isArray = (expected: Expected): boolean => isItems(expected) || expected === 'list';
