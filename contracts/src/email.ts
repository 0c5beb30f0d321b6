import { domainToASCII } from 'node:url';
import { rule } from './rules.js';

const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one written form of an e-mail address: trimmed, lower case, an international domain in its
 * ASCII form (so that a look-alike remains a different address). Letters beyond ASCII before the @
 * are refused, because look-alikes cannot be distinguished there. Undefined for any other text.
 */
export function normaliseEmail(typed: string): string | undefined {
  const text = typed.trim();
  if (text.length > 320 || /\p{C}/u.test(text)) return undefined;
  const at = text.lastIndexOf('@');
  // Tested as typed: composing or lowering would make ASCII letters of the Kelvin sign and its
  // like.
  if (at < 1 || !/^[\x21-\x7e]+$/.test(text.slice(0, at))) return undefined;
  const mailbox = text.slice(0, at).toLowerCase();
  const domain = domainOf(text.slice(at + 1));
  if (!local.test(mailbox) || mailbox.length > 64 || !domain) return undefined;
  const email = `${mailbox}@${domain}`;
  return email.length <= 254 ? email : undefined;
}

/**
 * An e-mail address, or its beginning, for records that outlive the account: `a***@example.com`. It has
 * the form of an address.
 */
export const maskedEmail = (email: string): string => email.replace(/^([^])[^@]*/u, '$1***');

/** An e-mail address that {@link normaliseEmail} accepts, for orders as for accounts; kept as typed. */
export const IsEmailAddress = () =>
  rule(
    'emailAddress',
    (v) => typeof v === 'string' && normaliseEmail(v) !== undefined,
    'must be an e-mail address, such as ada@example.com',
  );

function domainOf(typed: string): string | undefined {
  // A URL parser is forgiving: what it would cut off or decode is refused before.
  if (/[\s%/\\?#:@[\]]/.test(typed)) return undefined;
  const domain = domainToASCII(typed.normalize('NFC')).toLowerCase();
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || !labels.every((part) => label.test(part)) || /^\d+$/.test(last)) return undefined;
  return domain;
}
