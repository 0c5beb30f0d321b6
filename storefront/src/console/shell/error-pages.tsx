import { CircleAlert, Compass } from 'lucide-react';
import { Button, LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { Page } from './page';

export function NotFoundPage() {
  const t = m.shell.notFound;
  return (
    <Page title={t.title}>
      <EmptyState icon={Compass} title={t.lead}>
        <LinkButton to="/">{t.home}</LinkButton>
      </EmptyState>
    </Page>
  );
}

/** A page that threw while it was rendered. */
export function CrashedPage() {
  const t = m.shell.crashed;
  return (
    <Page title={t.title}>
      <EmptyState icon={CircleAlert} title={t.lead}>
        <Button onClick={() => location.reload()}>{t.reload}</Button>
      </EmptyState>
    </Page>
  );
}
