import { Link, useNavigate } from '@tanstack/react-router';
import { LayoutDashboard, LogOut, Monitor, Package, UserRound } from 'lucide-react';
import { isStaff, useAccount } from '../../api/use-session';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import { toast } from '../../ui/toast';
import { signOut } from '../sign-in/session-change';
import { m } from '../messages';
import { problemText } from '../problems';
import type { LazyMenuProps } from './lazy-menu';

const icon = 'size-4 text-soft';

export function AccountMenu({ trigger, defaultOpen }: LazyMenuProps) {
  const account = useAccount();
  const navigate = useNavigate();
  if (!account) return null;
  return (
    <Menu trigger={trigger} defaultOpen={defaultOpen}>
      <p className="px-2.5 py-1.5">
        <span className="block font-semibold">{account.name}</span>
        <span className="block max-w-60 truncate text-soft">{account.email}</span>
      </p>
      <MenuSeparator />
      <MenuItem render={<Link to="/orders" />}>
        <Package aria-hidden className={icon} />
        {m.layout.orders}
      </MenuItem>
      <MenuItem render={<Link to="/account" />}>
        <UserRound aria-hidden className={icon} />
        {m.layout.account}
      </MenuItem>
      <MenuItem render={<Link to="/account/sessions" />}>
        <Monitor aria-hidden className={icon} />
        {m.layout.sessions}
      </MenuItem>
      {isStaff(account) && (
        <MenuItem render={<a href="/console" />}>
          <LayoutDashboard aria-hidden className={icon} />
          {m.layout.console}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem
        onClick={() =>
          void signOut().then(
            () => navigate({ to: '/' }),
            (error: unknown) => toast(m.layout.signOutFailed, problemText(error)),
          )
        }
      >
        <LogOut aria-hidden className={icon} />
        {m.layout.signOut}
      </MenuItem>
    </Menu>
  );
}
