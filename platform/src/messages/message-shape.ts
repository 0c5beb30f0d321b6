import type { MessageClass } from '@orderwire/contracts';
import { TransformationType, type TransformFnParams } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, type ValidationArguments, ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

/** A validator of class-validator. */
export interface Rule {
  readonly name: string;
  /** Applies to each item of a list. */
  readonly each: boolean;
  readonly constraints: unknown[];
  readonly check: (value: unknown, of: ValidationArguments) => boolean;
  /** The broken rule in words, with the placeholders of class-validator. */
  readonly text: (of: ValidationArguments) => string;
}

/** What the decorators of one field say, read once per class. */
export interface Field {
  readonly name: string;
  /** The class of a nested message. */
  readonly nested: MessageClass<object> | undefined;
  readonly list: boolean;
  /** An object without a class: any JSON. */
  readonly anyJson: boolean;
  readonly nullable: boolean;
  readonly conditions: ((object: unknown, value: unknown) => boolean)[];
  readonly conversions: ((of: TransformFnParams) => unknown)[];
  /** Rules of the type come first. */
  readonly rules: Rule[];
  /** Rules that compare the converted items of a list. */
  readonly itemRules: Rule[];
}

/** The fields of a message class. */
export interface MessageShape {
  readonly fields: readonly Field[];
  readonly names: ReadonlySet<string>;
}

export const toClass = TransformationType.PLAIN_TO_CLASS;

const shapes = new WeakMap<MessageClass<object>, MessageShape>();

/** The decorators of a message class, read once. Throws for those that this parser does not know. */
export function shapeOf(type: MessageClass<object>): MessageShape {
  let shape = shapes.get(type);
  if (!shape) shapes.set(type, (shape = readShape(type)));
  return shape;
}

function readShape(type: MessageClass<object>): MessageShape {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const names = new Set([...Object.keys(new type()), ...metadata.map(({ propertyName }) => propertyName)]);
  const of = (name: string) => metadata.filter(({ propertyName }) => propertyName === name);
  return { names, fields: [...names].map((name) => fieldOf(type, name, of(name))) };
}

function fieldOf(type: MessageClass<object>, name: string, metadata: ValidationMetadata[]): Field {
  const ofType = (wanted: string) => metadata.filter(({ type }) => type === wanted);
  const rules = ofType(ValidationTypes.CUSTOM_VALIDATION).flatMap(rulesOf);
  const nestedRules = ofType(ValidationTypes.NESTED_VALIDATION);
  const conditions = ofType(ValidationTypes.CONDITIONAL_VALIDATION);
  const nested = defaultMetadataStorage.findTypeMetadata(type, name)?.typeFunction();
  const unread = metadata.length - new Set([...nestedRules, ...conditions]).size;
  if (
    nestedRules.length > 0 !== Boolean(nested) ||
    unread !== ofType(ValidationTypes.CUSTOM_VALIDATION).length
  )
    throw new Error(`${type.name}.${name} has a decorator that messages do not support`);
  const has = (rule: string): boolean => rules.some(({ name }) => name === rule);
  const isOfType = ({ name }: Rule): boolean => /^is[A-Z]/.test(name);
  const comparesItems = ({ name }: Rule): boolean => name === 'arrayUnique';
  return {
    name,
    nested: nested as MessageClass<object> | undefined,
    list: has('isArray') || metadata.some(({ each }) => each),
    anyJson: has('isObject'),
    nullable: has('nullable') || has('clearable'),
    conditions: conditions.map(({ constraints }) => constraints[0] as Field['conditions'][number]),
    conversions: defaultMetadataStorage
      .findTransformMetadatas(type, name, toClass)
      .map(({ transformFn }) => transformFn as Field['conversions'][number]),
    rules: [...rules.filter(isOfType), ...rules.filter((rule) => !isOfType(rule) && !comparesItems(rule))],
    itemRules: rules.filter(comparesItems),
  };
}

const rulesOf = ({ constraintCls, constraints, each, message }: ValidationMetadata): Rule[] =>
  getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ name, instance }) => ({
      name,
      each,
      constraints: constraints ?? [],
      check: (value, of) => instance.validate(value, of) as boolean,
      text: (of) =>
        typeof message === 'function' ? message(of) : message || (instance.defaultMessage?.(of) ?? ''),
    }));
