import { Link } from '@tanstack/react-router';
import { Globe, ShoppingBasket, UserRound } from 'lucide-react';
import { lazy } from 'react';
import { useAccount } from '../../api/use-session';
import { unitsOf } from '../basket/basket';
import { openBasketPanel } from '../basket/panel-state';
import { useBasket } from '../basket/use-basket';
import { m } from '../messages';
import { LazyMenu } from './lazy-menu';
import { SearchBox } from './search-box';

/** The buttons of the header: large enough for thumbs. */
const headerButton =
  'inline-flex h-10 min-w-10 items-center justify-center gap-2 rounded-lg px-2.5 text-sm font-medium hover:bg-muted';

const AccountMenu = lazy(async () => ({ default: (await import('./account-menu')).AccountMenu }));
const SettingsMenu = lazy(async () => ({ default: (await import('./settings-menu')).SettingsMenu }));

export const Header = () => (
  <header className="sticky top-0 z-30 border-b border-line bg-surface/95 backdrop-blur">
    <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <Link to="/" className="flex items-center gap-2 py-1 text-lg font-semibold tracking-tight">
        <img src="/favicon.svg" alt="" width={28} height={28} className="size-7" />
        {m.shopName}
      </Link>
      <div className="order-last w-full sm:order-none sm:w-auto sm:max-w-md sm:flex-1">
        <SearchBox />
      </div>
      <nav aria-label={m.layout.mainNavigation} className="ml-auto flex items-center gap-0.5">
        <SettingsButton />
        <AccountButton />
        <BasketButton />
      </nav>
    </div>
  </header>
);

const SettingsButton = () => (
  <LazyMenu
    menu={SettingsMenu}
    trigger={
      <button type="button" className={headerButton} aria-label={m.layout.settings}>
        <Globe aria-hidden className="size-5" />
      </button>
    }
  />
);

function AccountButton() {
  const account = useAccount();
  if (!account)
    return (
      <Link to="/sign-in" className={headerButton}>
        <UserRound aria-hidden className="size-5" />
        <span className="max-sm:sr-only">{m.layout.signIn}</span>
      </Link>
    );
  return (
    <LazyMenu
      key={account.id}
      menu={AccountMenu}
      trigger={
        <button type="button" className={headerButton} aria-label={m.layout.accountOf(account.name)}>
          <UserRound aria-hidden className="size-5" />
          <span className="max-w-28 truncate max-sm:hidden">{account.name.split(' ')[0]}</span>
        </button>
      }
    />
  );
}

function BasketButton() {
  const units = unitsOf(useBasket());
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={m.layout.openBasket(units)}
      onClick={openBasketPanel}
      className={`${headerButton} relative`}
    >
      <ShoppingBasket aria-hidden className="size-5" />
      {units > 0 && (
        <span
          aria-hidden
          className="absolute -top-0.5 -right-0.5 min-w-5 rounded-full bg-accent px-1 text-center text-xs leading-5 font-semibold text-on-accent tabular-nums"
        >
          {units > 99 ? '99+' : units}
        </span>
      )}
    </button>
  );
}
