import { describe, expect, it } from '@jest/globals';
import { parsePayload } from './parse-payload';

describe('parsePayload', () => {
  it('reads a JSON object', () => {
    expect(parsePayload('{"orderId": "1"}')).toEqual({ payload: { orderId: '1' } });
  });

  it.each(['[]', '1', 'null', '"text"'])('refuses %s, which is no object', (text) => {
    expect(parsePayload(text)).toEqual({ problem: 'not_object' });
  });

  it.each(['', '{', "{'a': 1}"])('refuses %j, which is no JSON', (text) => {
    expect(parsePayload(text)).toEqual({ problem: 'not_json' });
  });
});
