import { m } from '../../messages';
import { Tabs } from '../../parts/tabs';

const t = m.operations.deadLetters;

export const DeadLetterTabs = () => (
  <Tabs
    label={t.title}
    tabs={[
      ['/dead-letters', t.tabs.groups],
      ['/dead-letters/all', t.tabs.all],
    ]}
  />
);
