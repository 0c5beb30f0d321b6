import { type Invariant, isPaid } from './invariant.js';
import type { MessageRow } from './snapshot.js';

export const messageInvariants: readonly Invariant[] = [
  {
    rule: 'every paid order has one message payment_received, which was sent or skipped for a reason',
    check: ({ orders, messages }) => {
      const payments = messages.filter(({ kind }) => kind === 'payment_received');
      return orders.filter(isPaid).flatMap(({ id }) => {
        const found = payments.filter(({ orderId }) => orderId === id);
        if (found.length !== 1) return [`order ${id} has ${found.length} messages payment_received`];
        return found
          .filter((message) => !isSettled(message))
          .map((message) => `order ${id}: ${describe(message)}`);
      });
    },
  },
  {
    rule: 'no message has failed or is still to be sent',
    check: ({ messages }) => messages.filter(({ status, due }) => status === 'failed' || due).map(describe),
  },
  {
    rule: 'every message that was sent is in the mailbox, and every mail there is one of them',
    check: ({ messages, mails, hasAllMails }) => {
      const mailed = new Set(mails.map(({ message }) => message));
      const known = new Set(messages.map(({ id }) => id));
      const sent = messages.filter(({ status }) => status === 'sent');
      return [
        ...(hasAllMails ? sent : [])
          .filter(({ id }) => !mailed.has(id))
          .map((message) => `${describe(message)}, and the mailbox does not have it`),
        ...mails
          .filter(({ message }) => !known.has(message))
          .map(({ messageId }) => `mail ${messageId} belongs to no message`),
      ];
    },
  },
  {
    // A crash between the server's answer and its record sends a mail again, with the same id.
    rule: 'a message is sent under one Message-ID only',
    check: ({ mails }) => {
      const used = new Map<string, Set<string>>();
      for (const { message, messageId } of mails)
        used.set(message, (used.get(message) ?? new Set()).add(messageId));
      return [...used]
        .filter(([, ids]) => ids.size > 1)
        .map(([message, ids]) => `message ${message} was sent as ${[...ids].join(' and ')}`);
    },
  },
];

const isSettled = ({ status, reason }: MessageRow): boolean =>
  status === 'sent' || (status === 'skipped' && Boolean(reason));

const describe = ({ id, kind, status, reason }: MessageRow): string =>
  `${kind} ${id} is ${status}${reason ? ` (${reason.slice(0, 200)})` : ''}`;
