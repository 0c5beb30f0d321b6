import type { AccountView } from '@orderwire/contracts';
import { ChevronsUpDown, LogOut, Store } from 'lucide-react';
import { useState } from 'react';
import { chooseLocale, locale, locales, type Locale } from '../../i18n/locale';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/menu';
import { chooseTheme, currentTheme, type Theme } from '../../ui/theme';
import { m } from '../messages';
import { useSignOut } from './sign-out';

const languages: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };
const themes: readonly Theme[] = ['system', 'light', 'dark'];

const Initials = ({ name }: { name: string }) => (
  <span
    aria-hidden
    className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-strong"
  >
    {name
      .split(/\s+/)
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join('')}
  </span>
);

/** Theme, language, the shop, and signing out. `compact`: only the initials are shown. */
export function AccountMenu({ account, compact }: { account: AccountView; compact?: boolean }) {
  const t = m.shell.account;
  const [theme, setTheme] = useState(currentTheme);
  const signOut = useSignOut();
  const trigger = compact ? (
    <button type="button" className="grid size-10 place-items-center rounded-full hover:bg-muted">
      <Initials name={account.name} />
      <span className="sr-only">{t.menu(account.name)}</span>
    </button>
  ) : (
    <button type="button" className="flex w-full items-center gap-3 rounded-lg p-2 text-left hover:bg-muted">
      <Initials name={account.name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{account.name}</span>
        <span className="block truncate text-xs text-soft">{m.shell.roles[account.role]}</span>
      </span>
      <ChevronsUpDown aria-hidden className="size-4 text-soft" />
    </button>
  );
  return (
    <Menu trigger={trigger}>
      <p className="truncate px-2.5 py-1.5 text-xs text-soft">{account.email}</p>
      <MenuChoice
        label={t.theme}
        value={theme}
        options={themes.map((value) => ({ value, label: t.themes[value] }))}
        onChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
      />
      <MenuChoice
        label={t.language}
        value={locale}
        options={locales.map((value) => ({ value, label: languages[value] }))}
        onChange={chooseLocale}
      />
      <MenuSeparator />
      <MenuItem render={<a href="/" aria-label={t.shop} />}>
        <Store aria-hidden className="size-4 text-soft" />
        {t.shop}
      </MenuItem>
      <MenuItem onClick={() => signOut.mutate()}>
        <LogOut aria-hidden className="size-4 text-soft" />
        {t.signOut}
      </MenuItem>
    </Menu>
  );
}
