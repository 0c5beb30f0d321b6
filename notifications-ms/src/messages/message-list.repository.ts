import { Injectable } from '@nestjs/common';
import type { ListMessagesRequest, MessageView } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type Message, PrismaClient } from '../generated/client.js';

/** A row of the delivery log as staff see it. Its template values stay here. */
export const messageView = (row: Message): MessageView => ({
  id: row.id,
  kind: row.kind,
  channel: row.channel as MessageView['channel'],
  recipient: row.recipient,
  status: row.status as MessageView['status'],
  attempts: row.attempts,
  lastError: row.lastError,
  response: row.response,
  orderId: row.orderId,
  accountId: row.accountId,
  correlationId: row.correlationId,
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
  dueAt: row.dueAt?.toISOString() ?? null,
});

/** Reads the delivery log for staff. */
@Injectable()
export class MessageListRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` messages after the cursor, newest first. */
  list(filter: ListMessagesRequest, after: KeysetCursor | undefined, limit: number): Promise<Message[]> {
    const { status, kind, recipient, orderId, accountId } = filter;
    return this.prisma.message.findMany({
      where: {
        ...(status && { status }),
        ...(kind && { kind }),
        ...(recipient && { recipient }),
        ...(orderId && { orderId }),
        ...(accountId && { accountId }),
        ...(after && {
          createdAt: { lte: after.at },
          OR: [{ createdAt: { lt: after.at } }, { id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  find(id: string): Promise<Message | null> {
    return this.prisma.message.findUnique({ where: { id } });
  }
}
