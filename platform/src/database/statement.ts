import type { QueryResultRow } from 'pg';

/** One SQL statement with a name under which PostgreSQL keeps its plan, and the type of the rows it gives. */
export interface Statement<Row extends QueryResultRow> {
  readonly name: string;
  readonly text: string;
  /** Only in the types. */
  readonly row?: Row;
}

const names = new Set<string>();

/**
 * Declares a prepared statement. The name is unique within a process; a second one is a mistake and throws.
 *
 * Where rows come from `unnest($1::uuid[])`, write `unnest((SELECT $1::uuid[]))`: PostgreSQL then cannot see how many there
 * are, keeps one plan, and saves planning the statement again at each call (0.1 to 0.3 ms).
 */
export function statement<Row extends QueryResultRow = Record<string, never>>(
  name: string,
  text: string,
): Statement<Row> {
  if (names.has(name)) throw new Error(`the statement "${name}" is declared twice`);
  names.add(name);
  return { name, text };
}
