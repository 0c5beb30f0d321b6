import type { MailboxClient } from '@orderwire/test-kit/shop-client';
import { isOldLease, queryService } from './query-service.js';
import { retried } from './retried.js';
import type { TestBed } from './test-bed.js';

/** So that no mail of a run is dropped, and each is sent soon. */
export const mailSettings = { MAX_MESSAGES: '100000', SEND_INTERVAL_MS: '200' };

/** The mailbox drops the oldest mails at 100 MB. */
const MAX_MAIL_BYTES = 95_000_000;

/**
 * SQL: makes messages due whose process was killed or hangs, and those whose next attempt is a minute
 * away. A lease of five minutes that began less than ten seconds ago stays.
 */
export const endLeases = `UPDATE messages SET due_at = now() WHERE status = 'queued' AND kind <> 'payment_reminder'
  AND ${isOldLease('due_at')}`;

/** A mail in the mailbox, and the id of the message in its Message-ID. */
export interface MailRow {
  message: string;
  messageId: string;
}

/** All mails, and whether the mailbox still has the first one. */
export async function readMails(mailbox: MailboxClient): Promise<{ mails: MailRow[]; complete: boolean }> {
  const received = await mailbox.mails({ limit: 100_000 });
  const bytes = received.reduce((sum, { size }) => sum + size, 0);
  return {
    mails: received.map(({ messageId }) => ({
      messageId,
      message: /^<([\da-f-]{36})/.exec(messageId)?.[1] ?? '',
    })),
    complete: bytes < MAX_MAIL_BYTES,
  };
}

/** The one-time token of the newest mail to an address with this subject. */
export const tokenFromMail = (
  { shop, system, signal }: TestBed,
  to: string,
  subject: string,
): Promise<string> =>
  retried(async () => {
    const token = await shop.mailbox.codeIn({ to, subject });
    if (token) return token;
    await queryService(system.state, 'notifications-ms', endLeases);
    throw new Error(`no mail "${subject}" to ${to} has arrived`);
  }, signal);
