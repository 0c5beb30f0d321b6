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
