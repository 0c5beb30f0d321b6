import type { AccountView } from '@orderwire/contracts';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { classNames } from '../../ui/class-names';
import { m } from '../messages';
import { SearchButton } from '../search/search-button';
import { AccountMenu } from './account-menu';
import { navigation } from './navigation';

/** The list of pages. `onNavigate` closes the menu of a phone. */
export function NavigationList({ account, onNavigate }: { account: AccountView; onNavigate?: () => void }) {
  const id = useId();
  return (
    <nav aria-label={m.shell.mainNavigation} className="flex flex-col gap-5">
      {navigation().map(({ label, items }, index) => (
        <div key={label ?? index}>
          {label && (
            <p id={`${id}-${index}`} className="px-3 pb-1.5 text-xs font-semibold tracking-wide text-soft">
              {label}
            </p>
          )}
          <ul aria-labelledby={label && `${id}-${index}`} className="flex flex-col gap-0.5">
            {items
              .filter(({ admin }) => !admin || account.role === 'admin')
              .map(({ to, label: name, icon: Icon }) => (
                <li key={to}>
                  <Link
                    to={to}
                    activeOptions={{ exact: to === '/', includeSearch: false }}
                    onClick={onNavigate}
                    className="flex min-h-9 items-center gap-3 rounded-lg px-3 text-sm text-soft transition-colors hover:bg-muted hover:text-text aria-[current=page]:bg-accent-soft aria-[current=page]:font-semibold aria-[current=page]:text-accent-strong"
                  >
                    <Icon aria-hidden className="size-4.5 shrink-0" strokeWidth={1.8} />
                    {name}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

export function SideNavigation({ account, className }: { account: AccountView; className?: string }) {
  return (
    <aside className={classNames('sticky top-0 h-dvh flex-col border-r border-line bg-surface', className)}>
      <Brand className="px-6 pt-5 pb-4" />
      <div className="px-3 pb-4">
        <SearchButton shortcut />
      </div>
      <div className="flex-1 overflow-y-auto px-3 pb-4">
        <NavigationList account={account} />
      </div>
      <div className="border-t border-line p-3">
        <AccountMenu account={account} />
      </div>
    </aside>
  );
}

export const Brand = ({ className }: { className?: string }) => (
  <Link to="/" className={classNames('flex items-center gap-2.5 text-base font-semibold', className)}>
    <img src="/favicon.svg" alt="" className="size-6" />
    {m.shell.brand}
  </Link>
);
