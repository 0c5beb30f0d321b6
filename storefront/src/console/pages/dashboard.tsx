import { m } from '../messages';
import { Page } from '../shell/page';

export function DashboardPage() {
  return <Page title={m.shell.nav.dashboard} />;
}
