import { Menu } from '@base-ui/react/menu';
import type { AccountView } from '@orderwire/contracts';
import { Check, ChevronsUpDown, LogOut, Store } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { chooseLocale, locale, locales, type Locale } from '../../i18n/locale';
import { chooseTheme, currentTheme, type Theme } from '../../ui/theme';
import { m } from '../messages';
import { useSignOut } from './sign-out';

const item =
  'flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-[highlighted]:bg-muted';

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
      .map((word) => word.charAt(0))
      .join('')
      .toUpperCase()}
  </span>
);

function Choice<Value extends string>({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  children: ReactNode;
}) {
  return (
    <Menu.RadioGroup value={value} onValueChange={onChange}>
      <Menu.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-semibold text-soft">{label}</Menu.GroupLabel>
      {children}
    </Menu.RadioGroup>
  );
}

const Option = ({ value, children }: { value: string; children: ReactNode }) => (
  <Menu.RadioItem value={value} className={item}>
    <span className="grid size-4 place-items-center">
      <Menu.RadioItemIndicator>
        <Check aria-hidden className="size-4" />
      </Menu.RadioItemIndicator>
    </span>
    {children}
  </Menu.RadioItem>
);

/** Theme, language, the shop, and signing out. `compact`: only the initials are shown. */
export function AccountMenu({ account, compact }: { account: AccountView; compact?: boolean }) {
  const t = m.shell.account;
  const [theme, setTheme] = useState(currentTheme);
  const signOut = useSignOut();
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={compact ? t.menu(account.name) : undefined}
        className={
          compact
            ? 'grid size-10 place-items-center rounded-full hover:bg-muted'
            : 'flex w-full items-center gap-3 rounded-lg p-2 text-left hover:bg-muted'
        }
      >
        <Initials name={account.name} />
        {!compact && (
          <>
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{account.name}</span>
              <span className="block truncate text-xs text-soft">{m.shell.roles[account.role]}</span>
            </span>
            <ChevronsUpDown aria-hidden className="size-4 text-soft" />
          </>
        )}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="end" className="z-50">
          <Menu.Popup className="w-60 rounded-xl border border-line bg-raised p-1.5 text-text shadow-lg outline-none">
            <p className="truncate px-2.5 py-1.5 text-xs text-soft">{account.email}</p>
            <Choice
              label={t.theme}
              value={theme}
              onChange={(next) => {
                chooseTheme(next);
                setTheme(next);
              }}
            >
              {themes.map((each) => (
                <Option key={each} value={each}>
                  {t.themes[each]}
                </Option>
              ))}
            </Choice>
            <Choice label={t.language} value={locale} onChange={chooseLocale}>
              {locales.map((each) => (
                <Option key={each} value={each}>
                  <span lang={each}>{languages[each]}</span>
                </Option>
              ))}
            </Choice>
            <Menu.Separator className="my-1.5 h-px bg-line" />
            <Menu.Item className={item} render={<a href="/" aria-label={t.shop} />}>
              <Store aria-hidden className="size-4 text-soft" />
              {t.shop}
            </Menu.Item>
            <Menu.Item className={item} onClick={() => signOut.mutate()}>
              <LogOut aria-hidden className="size-4 text-soft" />
              {t.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
