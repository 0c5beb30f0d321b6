import { describe, expect, it } from '@jest/globals';
import { OrderCreated, OrderPaid } from '@orderwire/contracts';
import { breakingChanges } from './compatibility.js';
import type { JsonSchema } from '@orderwire/contracts/documents';
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
  subject: 'sample.placed',
  kind: 'event',
  messages: { payload: 'Placed' },
  definitions,
};

/** A changed copy of the event. */
function edited(edit: (definitions: Record<string, { [key: string]: never }>) => void): Snapshot {
  const copy = structuredClone(event);
  edit(copy.definitions as never);
  return copy;
}

describe('a change of an event', () => {
  it('is compatible when an optional field is added', () => {
    const after = edited(({ Placed }) => ((Placed as never as Any).properties['note'] = { type: 'string' }));
    expect(breakingChanges(event, after)).toEqual([]);
  });

  it.each<[string, (definitions: Any) => void, string]>([
    ['a field is removed', ({ Placed }) => delete Placed.properties.id, 'id is removed'],
    ['a field becomes required', ({ Placed }) => Placed.required.push('state'), 'state becomes required'],
    [
      'a type changes',
      ({ Placed }) => (Placed.properties.id = { type: 'integer' }),
      'id changes from string',
    ],
    ['a value is removed', ({ Placed }) => Placed.properties.state.enum.pop(), 'state loses the value "B"'],
    [
      'a nested field is removed',
      ({ Line }) => delete Line.properties.quantity,
      'lines[].quantity is removed',
    ],
  ])('breaks consumers when %s', (_name, edit, reason) => {
    expect(breakingChanges(event, edited(edit as never)).join('\n')).toContain(reason);
  });

  it('is checked for events only: both sides of a request are deployed together', () => {
    const after = edited(({ Placed }: Any) => delete Placed.properties.id);
    expect(breakingChanges({ ...event, kind: 'rpc' }, after)).toEqual([]);
  });

  it('is compatible when nothing changed', () => {
    for (const contract of [OrderCreated, OrderPaid]) {
      const snapshot = snapshotOf(contract as never);
      expect(breakingChanges(snapshot, structuredClone(snapshot))).toEqual([]);
      expect(Object.keys(snapshot.definitions)).toContain(contract.payload.name);
    }
  });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a schema of any depth
type Any = any;
