import { describe, expect, it } from '@jest/globals';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { allEvents, allRpcs, EmptyRequest, type MessageClass } from './index.js';
import { messageSchemas } from './schemas.js';

type AnyClass = MessageClass<object>;

const roots = [
  ...[...allRpcs().values()].flatMap(({ request, reply }) => [request, reply]),
  ...[...allEvents().values()].map(({ payload }) => payload),
];

const nestedIn = (message: AnyClass, field: string): AnyClass | undefined => {
  const type = defaultMetadataStorage.findTypeMetadata(message, field)?.typeFunction() as
    AnyClass | undefined;
  return type === (Number as unknown) ? undefined : type;
};

/** Fields are own properties of a new instance: the compiler writes every declared field down. */
const fieldsOf = (message: AnyClass) => Object.keys(new message());

const messages = new Set<AnyClass>();
const visit = (message: AnyClass): void => {
  if (messages.has(message)) return;
  messages.add(message);
  for (const field of fieldsOf(message)) {
    const nested = nestedIn(message, field);
    if (nested) visit(nested);
  }
};
roots.forEach(visit);

const rulesOf = (message: AnyClass, field: string) =>
  getMetadataStorage()
    .getTargetValidationMetadatas(message, '', true, false)
    .filter(({ propertyName }) => propertyName === field);

describe.each([...messages].map((message) => [message.name, message] as const))('%s', (_name, message) => {
  it('has a rule on every field', () => {
    const bare = fieldsOf(message).filter((field) =>
      rulesOf(message, field).every(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION),
    );
    expect(bare).toEqual([]);
    expect(fieldsOf(message).length > 0).toBe(message !== EmptyRequest);
  });

  it('validates its nested messages', () => {
    const unseen = fieldsOf(message).filter(
      (field) =>
        nestedIn(message, field) &&
        !rulesOf(message, field).some(({ type }) => type === ValidationTypes.NESTED_VALIDATION),
    );
    expect(unseen).toEqual([]);
  });

  it('has a schema in which every field has a type', () => {
    const { properties = {} } = messageSchemas('#/')[message.name] ?? {};
    expect(Object.keys(properties).sort()).toEqual(fieldsOf(message).sort());
    for (const [field, schema] of Object.entries(properties))
      expect([field, Boolean(schema.type ?? schema.$ref ?? schema['allOf'])]).toEqual([field, true]);
  });
});
