import type { LinkProps } from '@tanstack/react-router';
import { LayoutDashboard, ShoppingCart, type LucideIcon } from 'lucide-react';
import { m } from '../messages';

export interface NavigationItem {
  readonly to: LinkProps['to'];
  readonly label: string;
  readonly icon: LucideIcon;
  /** Only shown to admins. */
  readonly admin?: boolean;
}

interface NavigationGroup {
  readonly label?: string;
  readonly items: readonly NavigationItem[];
}

/** The pages of the side navigation. */
export const navigation = (): readonly NavigationGroup[] => {
  const { nav } = m.shell;
  return [
    { items: [{ to: '/', label: nav.dashboard, icon: LayoutDashboard }] },
    { label: nav.groups.sales, items: [{ to: '/orders', label: nav.orders, icon: ShoppingCart }] },
  ];
};
