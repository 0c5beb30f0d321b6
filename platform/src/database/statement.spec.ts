import { describe, expect, it } from '@jest/globals';
import { columnList, parameterList, queryOf, selectList, statement } from './statement.js';

describe('a statement', () => {
  it('numbers its named parameters by first appearance and reuses the number of a repeated name', () => {
    const found = statement<{ id: string }, { id: string; at: Date }>(
      'test.named',
      'SELECT id::text FROM t WHERE id = :id AND at > :at AND other <> :id',
    );
    expect(found.text).toBe('SELECT id::text FROM t WHERE id = $1 AND at > $2 AND other <> $1');
    const at = new Date(0);
    expect(queryOf(found, { at, id: 'a' }).values).toEqual(['a', at]);
  });

  it('is declared once', () => {
    statement('test.twice', 'SELECT 1');
    expect(() => statement('test.twice', 'SELECT 2')).toThrow('declared twice');
  });
});

describe('a column map', () => {
  const columns = { id: 'id', totalAmount: 'total_amount' };

  it('generates the lists of SELECT and INSERT in one order', () => {
    expect(selectList(columns)).toBe('id, total_amount AS "totalAmount"');
    expect(columnList(columns)).toBe('id, total_amount');
    expect(parameterList(columns)).toBe(':id, :totalAmount');
  });
});
