import { createTransport, type SendMailOptions } from 'nodemailer';

/** A mail as a service sends it. */
export const MAIL = {
  from: '"Orderwire" <orders@orderwire.example>',
  to: 'ada@example.com',
  subject: 'Your order is paid',
  text: 'Thank you. See http://127.0.0.1:3000/orders/1',
  html: '<p>Thank you. <a href="http://127.0.0.1:3000/orders/1">Your order</a></p>',
} satisfies SendMailOptions;

/** Sends one mail. Rejects with nodemailer's error, which has the `responseCode` of the server. */
export async function send(smtpUrl: string, changes: SendMailOptions = {}): Promise<void> {
  const transport = createTransport(smtpUrl);
  try {
    await transport.sendMail({ ...MAIL, ...changes });
  } finally {
    transport.close();
  }
}

/** What `send` fails with. */
export const failure = (smtpUrl: string, changes: SendMailOptions = {}): Promise<unknown> =>
  send(smtpUrl, changes).then(
    () => 'sent',
    (error: unknown) => error,
  );
