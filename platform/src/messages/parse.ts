import { Fault, InvalidMessage, isStorable, type MessageClass } from '@orderwire/contracts';
import type { ValidationArguments } from 'class-validator';
import { parse } from 'secure-json-parse';
import { type Field, type MessageShape, type Rule, shapeOf, toClass } from './message-shape.js';

/** One broken rule of a message: the field and the rule. */
export interface MessageError {
  path: string;
  message: string;
}

/** How unknown fields are treated: `refuse` for requests, `drop` for events. */
export type UnknownFields = 'refuse' | 'drop';

/** Objects and lists inside each other in JSON from outside. No contract has more than five. */
const MAX_DEPTH = 32;

/** Errors that one fault lists, and characters of the name of an unknown field. */
const MAX_ERRORS = 50;
const MAX_NAME = 100;

type Plain = Record<string, unknown>;

/**
 * Converts plain JSON to a message class and validates it: the rules of class-validator and the
 * conversions of class-transformer, and for every field whether it is an object, a list or neither.
 * Text that PostgreSQL cannot store is refused in every field. Throws {@link InvalidMessage} with
 * the path and the first broken rule of every invalid field, but without the values, which may be
 * secrets. An absent field "is missing". An optional field of a request may be null only where its contract
 * says so; in events such a null counts as absent.
 */
export function parseMessage<T extends object>(
  type: MessageClass<T>,
  plain: unknown,
  unknown: UnknownFields,
): T {
  if (!isRecord(plain)) throw invalid([{ path: '', message: 'must be an object' }]);
  const errors: MessageError[] = [];
  const message = read(type, plain, '', unknown, errors);
  if (errors.length > 0) throw invalid(errors);
  return message;
}

const invalid = (errors: MessageError[]): Fault => InvalidMessage({ errors: errors.slice(0, MAX_ERRORS) });

/**
 * Parses JSON from outside. Throws {@link InvalidMessage} for objects and lists too deep inside
 * each other, and a SyntaxError for text that is not JSON or that would set a prototype.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text))
    throw invalid([
      { path: '', message: `must have at most ${MAX_DEPTH} objects and lists inside each other` },
    ]);
  return parse(text);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') while (++at < text.length && text[at] !== '"') at += text[at] === '\\' ? 1 : 0;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function read<T extends object>(
  type: MessageClass<T>,
  plain: Plain,
  path: string,
  unknown: UnknownFields,
  errors: MessageError[],
): T {
  const shape = shapeOf(type);
  if (unknown === 'refuse') refuseUnknown(shape, plain, path, errors);
  const message = new type();
  const values = message as Plain;
  // All fields come before all rules: the rule of one field may read another one.
  for (const { name, conversions } of shape.fields) {
    let value = Object.hasOwn(plain, name) ? plain[name] : undefined;
    if (value !== undefined)
      for (const convert of conversions)
        value = convert({ value, key: name, obj: plain, type: toClass, options: {} });
    values[name] = value;
  }
  for (const field of shape.fields) {
    if (errors.length >= MAX_ERRORS) break;
    values[field.name] = valueOf(field, values, path + field.name, unknown, errors);
  }
  return message;
}

function refuseUnknown({ names }: MessageShape, plain: Plain, path: string, errors: MessageError[]): void {
  for (const key of Object.keys(plain)) {
    if (names.has(key)) continue;
    if (errors.length >= MAX_ERRORS) return;
    const name = key.slice(0, MAX_NAME).toWellFormed();
    errors.push({ path: path + name, message: `property ${name} should not exist` });
  }
}

/** The value of a field with nested messages converted. Adds the first broken rule of each field. */
function valueOf(
  field: Field,
  object: Plain,
  path: string,
  unknown: UnknownFields,
  errors: MessageError[],
): unknown {
  const value = object[field.name];
  const refuse = (message: string): void => void errors.push({ path, message: `${field.name} ${message}` });
  if (!field.conditions.every((applies) => applies(object, value))) {
    if (value !== null) return undefined;
    return field.nullable ? null : unknown === 'refuse' ? refuse('must not be null') : undefined;
  }
  if (value === undefined) return refuse('is missing');
  if (field.list && !Array.isArray(value)) return refuse('must be a list');
  if (field.nested && !field.list && !isRecord(value)) return refuse('must be an object');
  if (!field.nested && !isStorableJson(value, field.anyJson ? MAX_DEPTH : 1))
    return refuse('must be well-formed text without NUL characters, and not nested deeply');
  const of = { targetName: '', property: field.name, object, value, constraints: [] };
  if (breaks(field.rules, of, path, errors)) return undefined;
  if (!field.nested) return value;
  const known = errors.length;
  const { nested } = field;
  if (!field.list) return read(nested, value as Plain, `${path}.`, unknown, errors);
  const items = (value as unknown[]).map((item, index) => {
    if (errors.length >= MAX_ERRORS) return item;
    if (isRecord(item)) return read(nested, item, `${path}.${index}.`, unknown, errors);
    errors.push({ path: `${path}.${index}`, message: 'must be an object' });
    return item;
  });
  if (errors.length === known) breaks(field.itemRules, { ...of, value: items }, path, errors);
  return items;
}

function breaks(
  rules: readonly Rule[],
  of: ValidationArguments,
  path: string,
  errors: MessageError[],
): boolean {
  for (const rule of rules) {
    const { value } = of;
    of.constraints = rule.constraints;
    if (rule.each ? (value as unknown[]).every((item) => rule.check(item, of)) : rule.check(value, of))
      continue;
    errors.push({ path, message: messageOf(rule, of) });
    return true;
  }
  return false;
}

/** Fills in the placeholders of class-validator, but not `$value`. */
const messageOf = ({ text, constraints }: Rule, of: ValidationArguments): string =>
  text(of)
    .replaceAll('$property', of.property)
    .replace(/\$constraint(\d+)/g, (_, number: string) => String(constraints[Number(number) - 1]));

/** Whether all texts can be stored, and at most `depth` objects and lists are inside each other. */
function isStorableJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const [name, inner] of Object.entries(value))
    if (!isStorable(name) || !isStorableJson(inner, depth - 1)) return false;
  return true;
}
