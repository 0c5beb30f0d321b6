import { m } from '../messages';
import { Tabs } from '../parts/tabs';

const { title, tabs } = m.payments;

export const PaymentTabs = () => (
  <Tabs
    label={title}
    tabs={[
      ['/payments', tabs.payments],
      ['/payments/ledger', tabs.ledger],
      ['/payments/reconciliation', tabs.reconciliation],
    ]}
  />
);
