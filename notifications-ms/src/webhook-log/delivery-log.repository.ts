import { Injectable } from '@nestjs/common';
import type { KeysetCursor } from '@orderwire/platform';
import { type Prisma, PrismaClient } from '../generated/client.js';
import type { LoggedAttempt, LoggedDelivery } from './delivery-view.js';

export interface DeliveryFilter {
  endpointId?: string;
  type?: string;
  status?: string;
  orderId?: string;
  /** Created at or after. */
  from?: Date;
  /** Created before. */
  to?: Date;
}

const fields = {
  id: true,
  endpointId: true,
  eventId: true,
  type: true,
  orderId: true,
  status: true,
  attempts: true,
  dueAt: true,
  lastStatus: true,
  lastError: true,
  createdAt: true,
  deliveredAt: true,
} as const satisfies Prisma.WebhookDeliverySelect;

const attemptFields = {
  number: true,
  at: true,
  durationMs: true,
  outcome: true,
  status: true,
  error: true,
  requestHeaders: true,
  responseHeaders: true,
  responseBody: true,
} as const satisfies Prisma.WebhookAttemptSelect;

/** Reads the log of webhook deliveries. Prisma builds its SQL. */
@Injectable()
export class DeliveryLogRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** Newest first, strictly after the cursor. */
  list(
    { from, to, ...equal }: DeliveryFilter,
    after: KeysetCursor | undefined,
    limit: number,
  ): Promise<LoggedDelivery[]> {
    return this.prisma.webhookDelivery.findMany({
      select: fields,
      where: {
        ...equal,
        AND: [
          { createdAt: { gte: from, lt: to } },
          // The index seeks by `lte`; the rest only skips deliveries of the same millisecond.
          ...(after
            ? [
                { createdAt: { lte: after.at } },
                { OR: [{ createdAt: { lt: after.at } }, { id: { lt: after.id } }] },
              ]
            : []),
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  /** Null when it does not exist. */
  find(id: string): Promise<LoggedDelivery | null> {
    return this.prisma.webhookDelivery.findUnique({ where: { id }, select: fields });
  }

  /** With the text of its requests and its attempts, newest first. */
  async findWithLog(
    id: string,
  ): Promise<{ delivery: LoggedDelivery; body: string; log: LoggedAttempt[] } | null> {
    const row = await this.prisma.webhookDelivery.findUnique({
      where: { id },
      select: {
        ...fields,
        event: { select: { body: true } },
        log: { select: attemptFields, orderBy: { number: 'desc' } },
      },
    });
    if (!row) return null;
    const { event, log, ...delivery } = row;
    return { delivery, body: event.body, log };
  }
}
