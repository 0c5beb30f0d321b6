import { describe, expect, it } from '@jest/globals';
import { OrderCreated, OrderPaid } from '../index.js';
import { breakingChanges } from './compatibility.js';
import type { JsonSchema } from './json-schema.js';
import { type Snapshot, snapshotOf } from './snapshot.js';

const definitions: Record<string, JsonSchema> = {
  Line: { type: 'object', properties: { quantity: { type: 'integer' } }, required: ['quantity'] },
  Placed: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      state: { type: 'string', enum: ['A', 'B'] },
      lines: { type: 'array', items: { $ref: '#/definitions/Line' } },
      first: { anyOf: [{ $ref: '#/definitions/Line' }, { type: 'null' }] },
    },
    required: ['id'],
  },
};
const event: Snapshot = {
  subject: 'toy.placed',
  kind: 'event',
  messages: { payload: 'Placed' },
  definitions,
};

/** The event after somebody edited it. */
function edited(edit: (definitions: Record<string, { [key: string]: never }>) => void): Snapshot {
  const copy = structuredClone(event);
  edit(copy.definitions as never);
  return copy;
}

describe('a change of an event', () => {
  it('is fine when a field that may be absent is added', () => {
    const after = edited(({ Placed }) => ((Placed as never as Any).properties['note'] = { type: 'string' }));
    expect(breakingChanges(event, after)).toEqual([]);
  });

  it.each<[string, (definitions: Any) => void, string]>([
    ['a field is gone', ({ Placed }) => delete Placed.properties.id, 'id would be gone'],
    ['a field becomes required', ({ Placed }) => Placed.required.push('state'), 'state would be required'],
    ['a type changes', ({ Placed }) => (Placed.properties.id = { type: 'integer' }), 'id was string'],
    ['a choice is gone', ({ Placed }) => Placed.properties.state.enum.pop(), '"B" and no longer can'],
    [
      'a nested field is gone',
      ({ Line }) => delete Line.properties.quantity,
      'lines[].quantity would be gone',
    ],
  ])('breaks readers when %s', (_name, edit, reason) => {
    expect(breakingChanges(event, edited(edit as never)).join('\n')).toContain(reason);
  });

  it('is looked for in events only: a request has one version running at a time', () => {
    const after = edited(({ Placed }: Any) => delete Placed.properties.id);
    expect(breakingChanges({ ...event, kind: 'rpc' }, after)).toEqual([]);
  });

  it('is none when nothing changed', () => {
    for (const contract of [OrderCreated, OrderPaid]) {
      const snapshot = snapshotOf(contract as never);
      expect(breakingChanges(snapshot, structuredClone(snapshot))).toEqual([]);
      expect(Object.keys(snapshot.definitions)).toContain(contract.payload.name);
    }
  });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a schema cut open at any depth
type Any = any;
