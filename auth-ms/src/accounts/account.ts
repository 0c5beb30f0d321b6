import {
  type AccountRole,
  type AccountView,
  InvalidMessage,
  normaliseEmail,
  type Address,
  type UserView,
} from '@orderwire/contracts';

/** An account that is not deleted, without its password. */
export interface Account {
  id: string;
  email: string;
  emailVerifiedAt: Date | null;
  name: string;
  phone: string | null;
  locale: string | null;
  addresses: Address[];
  role: AccountRole;
  disabledAt: Date | null;
  createdAt: Date;
}

/** An account as staff find it: a deleted one keeps its id, role and times. */
export type User = Omit<Account, 'email' | 'phone' | 'locale' | 'addresses'> & {
  email: string | null;
  deletedAt: Date | null;
};

/** The account as its owner sees it. */
export const toAccountView = (account: Account): AccountView => ({
  id: account.id,
  name: account.name,
  email: account.email,
  emailVerified: account.emailVerifiedAt !== null,
  role: account.role,
  phone: account.phone,
  locale: account.locale,
  addresses: account.addresses,
  createdAt: account.createdAt.toISOString(),
});

/** The account as staff see it. */
export const toUserView = (user: User): UserView => ({
  id: user.id,
  name: user.name,
  email: user.email,
  emailVerified: user.emailVerifiedAt !== null,
  role: user.role,
  status: user.deletedAt ? 'deleted' : user.disabledAt ? 'disabled' : 'active',
  createdAt: user.createdAt.toISOString(),
});

/** The fields that every `user.*` event has. */
export const toUserEvent = ({ id, email, name, locale }: Account, at: Date) => ({
  userId: id,
  email,
  name,
  locale,
  at: at.toISOString(),
});

/** The address in normal form. Throws invalid_message for text that is no e-mail address. */
export function requireEmail(text: string, path: string): string {
  const email = normaliseEmail(text);
  if (!email) throw InvalidMessage({ errors: [{ path, message: `${path} must be an e-mail address` }] });
  return email;
}
