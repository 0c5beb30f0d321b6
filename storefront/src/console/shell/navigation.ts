import type { LinkProps } from '@tanstack/react-router';
import {
  CreditCard,
  History,
  LayoutDashboard,
  type LucideIcon,
  Mail,
  MailX,
  Package,
  Percent,
  ScrollText,
  ShoppingCart,
  Truck,
  Users,
  Waves,
  Webhook,
} from 'lucide-react';
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
    {
      label: nav.groups.sales,
      items: [
        { to: '/orders', label: nav.orders, icon: ShoppingCart },
        { to: '/payments', label: m.payments.title, icon: CreditCard },
        { to: '/shipments', label: m.shipping.title, icon: Truck },
      ],
    },
    {
      label: nav.groups.catalogue,
      items: [
        { to: '/products', label: m.products.title, icon: Package },
        { to: '/tax-rates', label: m.taxRates.title, icon: Percent },
      ],
    },
    {
      label: nav.groups.messages,
      items: [
        { to: '/messages', label: m.messagesLog.title, icon: Mail },
        { to: '/webhooks', label: m.webhooks.title, icon: Webhook },
      ],
    },
    {
      label: nav.groups.system,
      items: [
        { to: '/dead-letters', label: m.operations.deadLetters.title, icon: MailX },
        { to: '/streams', label: m.operations.streams.nav, icon: Waves },
        { to: '/replays', label: m.operations.replays.title, icon: History },
        { to: '/people', label: m.people.title, icon: Users },
        { to: '/audit-log', label: m.people.audit.title, icon: ScrollText },
      ],
    },
  ];
};
