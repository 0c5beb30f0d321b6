import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Bug, Compass } from 'lucide-react';
import { Problem } from '../../api/problem';
import { Button, LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { PageHeading } from '../page-heading';
import { ProblemNotice } from '../problems';

export const NotFoundPage = () => (
  <EmptyState icon={Compass} title={m.layout.notFoundHint}>
    <PageHeading title={m.layout.notFound} className="text-base" />
    <LinkButton to="/" look="primary" className="mt-4">
      {m.catalogue.showAll}
    </LinkButton>
  </EmptyState>
);

/**
 * A page failed to load or to render. Its data is read again; without a problem of the data, reloading gets the
 * newest version of the shop.
 */
export function ErrorPage({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <EmptyState icon={Bug} title={m.layout.crashedHint}>
      <PageHeading title={m.layout.crashed} className="text-base" />
      <div className="my-4 text-left">
        <ProblemNotice error={error} />
      </div>
      <Button
        look="primary"
        onClick={() => (error instanceof Problem ? void router.invalidate() : location.reload())}
      >
        {m.layout.reload}
      </Button>
    </EmptyState>
  );
}
