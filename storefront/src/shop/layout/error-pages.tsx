import type { ErrorComponentProps } from '@tanstack/react-router';
import { Bug, Compass } from 'lucide-react';
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

/** A page failed to load or to render. Reloading gets the newest version of the shop. */
export const ErrorPage = ({ error }: ErrorComponentProps) => (
  <EmptyState icon={Bug} title={m.layout.crashedHint}>
    <PageHeading title={m.layout.crashed} className="text-base" />
    <div className="my-4 text-left">
      <ProblemNotice error={error} />
    </div>
    <Button look="primary" onClick={() => location.reload()}>
      {m.layout.reload}
    </Button>
  </EmptyState>
);
