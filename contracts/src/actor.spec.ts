import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Actor, actorFromHeader, guest } from './index.js';

describe('an actor', () => {
  it('survives the header it rides in', () => {
    const actor: Actor = { role: 'staff', id: '019a0000-0000-7000-8000-000000000001' };
    expect(actorFromHeader(JSON.stringify(actor))).toEqual(actor);
  });

  it('is a guest when the header is missing or unreadable', () => {
    for (const header of [
      undefined,
      '',
      'null',
      '{}',
      '[]',
      '{"role":"root","id":null}',
      '{"role":"admin"}',
      '{',
    ])
      expect(actorFromHeader(header)).toEqual(guest);
  });

  it('never gains rights from rubbish', () => {
    fc.assert(fc.property(fc.string(), (header) => expect(actorFromHeader(header)).toEqual(guest)));
  });
});
