import type { MailboxClient, ReceivedMail } from '@orderwire/test-kit/shop-client';
import type { SystemUnderTest } from './system.js';
import { until } from './until.js';

/** Parts of the subjects of mails with a one-time token. */
export const tokenMails = {
  verification: 'Verify your e-mail address',
  passwordReset: 'Set a new password',
  emailChange: 'Confirm your new e-mail address',
} as const;

/** Resolves with the one-time token of the newest of these mails to an address, once one has arrived. */
export async function tokenFromMail(
  { mailbox }: SystemUnderTest,
  to: string,
  mail: keyof typeof tokenMails,
): Promise<string> {
  const token = await until(
    () => mailbox.codeIn({ to, subject: tokenMails[mail] }),
    (code) => code !== undefined,
  );
  return token ?? '';
}

/** Resolves with the link of the newest mail to an address, once there is one with a link to the shop. */
export async function linkInMail({ mailbox }: SystemUnderTest, to: string): Promise<string> {
  const link = await until(
    async () => {
      const [mail] = await mailbox.mails({ to, limit: 1 });
      return mail && /https?:\/\/\S+#token=\S+/.exec(await mailbox.textOf(mail))?.[0];
    },
    (found) => found !== undefined,
  );
  return link ?? '';
}

/** How mails name an order. */
const referenceOf = (orderId: string): string => orderId.slice(-8).toUpperCase();

/** Subjects of the two mails about an order that was placed and paid, in alphabetical order. */
export const subjectsOfPaid = (orderId: string): string[] => [
  `Payment received for order ${referenceOf(orderId)}`,
  `Your order ${referenceOf(orderId)} at Orderwire`,
];

/** Mails about an order, by subject. */
export async function mailsAbout(mailbox: MailboxClient, orderId: string): Promise<ReceivedMail[]> {
  const mails = await mailbox.mails({ subject: referenceOf(orderId) });
  return mails.sort((one, other) => one.subject.localeCompare(other.subject));
}

/** Resolves with the mails about an order once there are two. */
export const twoMailsAbout = ({ mailbox }: SystemUnderTest, orderId: string): Promise<ReceivedMail[]> =>
  until(
    () => mailsAbout(mailbox, orderId),
    ({ length }) => length >= 2,
  );
