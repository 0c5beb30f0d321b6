import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { chooseLocale, locale, type Locale } from '../../i18n/locale';
import { Menu, MenuChoice, MenuSeparator } from '../../ui/menu';
import { chooseTheme, currentTheme, type Theme } from '../../ui/theme';
import { chooseCurrency, useCurrency } from '../catalogue/currency';
import { parseProductSearch } from '../catalogue/product-search';
import { m } from '../messages';
import type { LazyMenuProps } from './lazy-menu';

/** Languages have their own names. */
const languages: readonly { value: Locale; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'es', label: 'Español' },
];

export function SettingsMenu({ trigger, defaultOpen }: LazyMenuProps) {
  const [theme, setTheme] = useState(currentTheme);
  return (
    <Menu trigger={trigger} defaultOpen={defaultOpen}>
      <MenuChoice label={m.layout.language} value={locale} options={languages} onChange={chooseLocale} />
      <CurrencyChoice />
      <MenuSeparator />
      <MenuChoice<Theme>
        label={m.layout.theme}
        value={theme}
        options={[
          { value: 'system', label: m.layout.themeSystem },
          { value: 'light', label: m.layout.themeLight },
          { value: 'dark', label: m.layout.themeDark },
        ]}
        onChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
      />
    </Menu>
  );
}

/** Only where products are sold in several currencies. Limits of the price do not survive the choice. */
function CurrencyChoice() {
  const { currency, options } = useCurrency();
  const navigate = useNavigate();
  const { pathname, search } = useRouterState({ select: ({ location }) => location });
  if (options.length < 2) return null;
  const choose = (next: string) => {
    chooseCurrency(next);
    if (pathname !== '/') return;
    const { min: _min, max: _max, ...kept } = parseProductSearch(search);
    void navigate({ to: '/', search: { ...kept, currency: next }, replace: true });
  };
  return (
    <>
      <MenuSeparator />
      <MenuChoice
        label={m.layout.currency}
        value={currency}
        options={options.map((code) => ({ value: code, label: code.toUpperCase() }))}
        onChange={choose}
      />
    </>
  );
}
