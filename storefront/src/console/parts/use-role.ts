import { useAccount } from '../../api/use-session';

/** Whether the account is an admin's. */
export const useIsAdmin = (): boolean => useAccount()?.role === 'admin';
