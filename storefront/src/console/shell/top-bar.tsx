import type { AccountView } from '@orderwire/contracts';
import { Menu as MenuIcon } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { SearchButton } from '../search/search-button';
import { AccountMenu } from './account-menu';
import { Brand, NavigationList } from './side-navigation';

/** On narrow screens: the menu of pages and of the account. */
export function TopBar({ account }: { account: AccountView }) {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex items-center gap-2 border-b border-line bg-surface px-3 py-1.5 lg:hidden">
      <button
        type="button"
        aria-label={m.shell.menu}
        onClick={() => setOpen(true)}
        className="grid size-10 place-items-center rounded-lg hover:bg-muted"
      >
        <MenuIcon aria-hidden className="size-5" />
      </button>
      <Brand className="flex-1" />
      <SearchButton compact />
      <AccountMenu account={account} compact />
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={m.shell.menu}
        closeLabel={m.shell.close}
        place="panel"
      >
        <NavigationList account={account} onNavigate={() => setOpen(false)} />
      </Dialog>
    </header>
  );
}
