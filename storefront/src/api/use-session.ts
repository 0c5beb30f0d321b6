import type { AccountView } from '@orderwire/contracts';
import { useSyncExternalStore } from 'react';
import { currentAccount, onSessionChange } from './session';

/** The signed-in account; undefined for a guest. Renders again when it changes. */
export const useAccount = (): AccountView | undefined =>
  useSyncExternalStore(onSessionChange, currentAccount);

/** Whether the console is open to the account. */
export const isStaff = (account: AccountView | undefined): boolean =>
  account?.role === 'staff' || account?.role === 'admin';
