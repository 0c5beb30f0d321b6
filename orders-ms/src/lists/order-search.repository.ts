import { Injectable } from '@nestjs/common';
import { composedStatement, Database, escapeLike, statement } from '@orderwire/platform';

interface Found {
  id: string;
}

/** UUIDs of one beginning are neighbours in the primary key. */
const byIdRange = statement<Found, { first: string; last: string; limit: number }>(
  'order_search.by_id_range',
  `SELECT id FROM orders WHERE id BETWEEN :first AND :last ORDER BY id DESC LIMIT :limit`,
);

/**
 * The order number of mails and pages: the last eight digits of the id, which are random. The index is
 * that of the first lines, because they never change: one of the orders would grow with each change of status.
 * It begins with the first five digits, which change every three days, so that new orders share few pages
 * of it. A search finds the periods that exist, and looks into each: 118 a year, 2 ms.
 */
const byNumber = statement<Found, { number: string; limit: number }>(
  'order_search.by_number',
  `WITH RECURSIVE periods (digits) AS (
     (SELECT left(order_id::text, 5) FROM order_lines WHERE line_no = 1 ORDER BY left(order_id::text, 5) LIMIT 1)
     UNION ALL
     SELECT following.digits FROM periods, LATERAL (
       SELECT left(order_id::text, 5) FROM order_lines
       WHERE line_no = 1 AND left(order_id::text, 5) > periods.digits ORDER BY left(order_id::text, 5) LIMIT 1) AS following (digits)
   )
   SELECT l.order_id AS id FROM periods
   JOIN order_lines l ON left(l.order_id::text, 5) = periods.digits AND right(l.order_id::text, 8) = :number AND l.line_no = 1
   LIMIT :limit`,
);

const byRefund = statement<Found, { refundId: string }>(
  'order_search.by_refund',
  `SELECT order_id AS id FROM order_refunds WHERE id = :refundId`,
);

const byTrackingNumber = statement<Found, { trackingNumber: string; limit: number }>(
  'order_search.by_tracking_number',
  `SELECT id FROM orders
   WHERE upper(tracking ->> 'trackingNumber') = upper(:trackingNumber) AND tracking IS NOT NULL LIMIT :limit`,
);

const byCorrelationId = statement<Found, { correlationId: string; limit: number }>(
  'order_search.by_correlation_id',
  `SELECT DISTINCT order_id AS id FROM timeline WHERE correlation_id = :correlationId LIMIT :limit`,
);

/** In the order of the index: of many addresses it reads no more than the limit. */
const byEmail = composedStatement<Found, { prefix: string; limit: number }>(
  'order_search.by_email',
  `SELECT id FROM orders WHERE email_key LIKE :prefix AND email_key IS NOT NULL LIMIT :limit`,
);

/** Ids of at most `limit` orders, by what staff type into a search. */
@Injectable()
export class OrderSearchRepository {
  constructor(private readonly database: Database) {}

  /** `digits`: hexadecimal, the beginning of an id. The newest. */
  byIdPrefix(digits: string, limit: number): Promise<string[]> {
    const [first, last] = ['0', 'f'].map((digit) => digits.padEnd(32, digit));
    return ids(this.database.run(byIdRange, { first: first!, last: last!, limit }));
  }

  /** `number`: eight hexadecimal digits in lower case. */
  byNumber(number: string, limit: number): Promise<string[]> {
    return ids(this.database.run(byNumber, { number, limit }));
  }

  byRefund(refundId: string): Promise<string[]> {
    return ids(this.database.run(byRefund, { refundId }));
  }

  /** In any case. */
  byTrackingNumber(trackingNumber: string, limit: number): Promise<string[]> {
    return ids(this.database.run(byTrackingNumber, { trackingNumber, limit }));
  }

  byCorrelationId(correlationId: string, limit: number): Promise<string[]> {
    return ids(this.database.run(byCorrelationId, { correlationId, limit }));
  }

  /** The beginning of a normalised e-mail address. */
  byEmailPrefix(prefix: string, limit: number): Promise<string[]> {
    return ids(this.database.run(byEmail, { prefix: `${escapeLike(prefix)}%`, limit }));
  }
}

const ids = async (rows: Promise<Found[]>): Promise<string[]> => (await rows).map(({ id }) => id);
