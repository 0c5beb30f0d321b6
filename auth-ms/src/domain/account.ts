import type { AccountRole, AccountView, ShippingAddress, UserView } from '@orderwire/contracts';

/** A live account, without its password. */
export interface Account {
  id: string;
  email: string;
  emailVerifiedAt: Date | null;
  name: string;
  phone: string | null;
  locale: string | null;
  addresses: ShippingAddress[];
  role: AccountRole;
  disabledAt: Date | null;
  createdAt: Date;
}

/** What its owner sees. */
export const viewOf = (account: Account): AccountView => ({
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

/** What staff see, also of an account that was deleted. */
export const userViewOf = (
  user: Omit<Account, 'email' | 'phone' | 'locale' | 'addresses'> & {
    email: string | null;
    deletedAt: Date | null;
  },
): UserView => ({
  id: user.id,
  name: user.name,
  email: user.email,
  emailVerified: user.emailVerifiedAt !== null,
  role: user.role,
  status: user.deletedAt ? 'deleted' : user.disabledAt ? 'disabled' : 'active',
  createdAt: user.createdAt.toISOString(),
});

/** What every event about an account says. */
export const told = ({ id, email, name, locale }: Account, at: Date) => ({
  userId: id,
  email,
  name,
  locale,
  at: at.toISOString(),
});
