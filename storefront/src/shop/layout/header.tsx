import { Link } from '@tanstack/react-router';
import { ShoppingBasket } from 'lucide-react';
import { unitsOf } from '../basket/basket';
import { openBasketPanel } from '../basket/panel-state';
import { useBasket } from '../basket/use-basket';
import { m } from '../messages';
import { AccountMenu } from './account-menu';
import { headerButton } from './header-button';
import { SearchBox } from './search-box';
import { SettingsMenu } from './settings-menu';

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
        <SettingsMenu />
        <AccountMenu />
        <BasketButton />
      </nav>
    </div>
  </header>
);

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
