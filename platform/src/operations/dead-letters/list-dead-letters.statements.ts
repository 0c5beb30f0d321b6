import type { ListDeadLettersRequest } from '@orderwire/contracts';
import type { Statement } from '../../database/statement.js';
import { statement } from '../../database/statement.js';
import { type DeadLetterRow, summaryColumns } from './dead-letter.statements.js';

interface ListParams {
  consumer: string | null;
  subject: string | null;
  errorGroup: string | null;
  resolution: string | null;
  /** ISO 8601. */
  from: string | null;
  to: string | null;
  /** `died_at` and `id` of the last row of the previous page. */
  afterTime: Date | null;
  afterId: string | null;
  limit: number;
}

/** One statement per filter that has an index of its own: PostgreSQL keeps one plan per statement. */
const indexed = {
  errorGroup: 'md5(error) = :errorGroup',
  consumer: 'consumer = :consumer',
  subject: 'subject = :subject',
  none: 'true',
} as const;

type Indexed = keyof typeof indexed;

const listBy = (state: 'open' | 'resolved', by: Indexed): Statement<DeadLetterRow, ListParams> =>
  statement<DeadLetterRow, ListParams>(
    `dead_letters.${state}_by_${by}`,
    `SELECT ${summaryColumns} FROM messaging.dead_letters
     WHERE resolved_at IS ${state === 'open' ? 'NULL' : 'NOT NULL'} AND ${indexed[by]}
       AND (:consumer::text IS NULL OR consumer = :consumer) AND (:subject::text IS NULL OR subject = :subject)
       AND (:errorGroup::text IS NULL OR md5(error) = :errorGroup)
       AND (:resolution::text IS NULL OR resolution = :resolution)
       AND died_at >= coalesce(:from::timestamptz, '-infinity') AND died_at < coalesce(:to::timestamptz, 'infinity')
       AND (:afterTime::timestamptz IS NULL OR (died_at, id) < (:afterTime, :afterId::uuid))
     ORDER BY died_at DESC, id DESC LIMIT :limit`,
  );

const statements = {
  open: {
    errorGroup: listBy('open', 'errorGroup'),
    consumer: listBy('open', 'consumer'),
    subject: listBy('open', 'subject'),
    none: listBy('open', 'none'),
  },
  resolved: {
    errorGroup: listBy('resolved', 'errorGroup'),
    consumer: listBy('resolved', 'consumer'),
    subject: listBy('resolved', 'subject'),
    none: listBy('resolved', 'none'),
  },
};

/** The statement of a list, and its parameters without the position. */
export function listStatement({ state = 'open', ...request }: ListDeadLettersRequest) {
  const { consumer = null, subject = null, errorGroup = null, from = null, to = null } = request;
  const by = errorGroup ? 'errorGroup' : consumer ? 'consumer' : subject ? 'subject' : 'none';
  const resolution = state === 'open' || state === 'resolved' ? null : state;
  return {
    statement: statements[state === 'open' ? 'open' : 'resolved'][by],
    params: { consumer, subject, errorGroup, resolution, from, to },
  };
}
