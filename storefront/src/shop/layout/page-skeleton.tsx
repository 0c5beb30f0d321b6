import { Skeleton } from '../../ui/states';
import { m } from '../messages';

/** While the code or the data of a page loads. */
export const PageSkeleton = () => (
  <div aria-busy="true" aria-label={m.loading} className="flex flex-col gap-4">
    <Skeleton className="h-9 w-64 max-w-full" />
    <Skeleton className="h-5 w-40" />
    <Skeleton className="h-80 w-full rounded-2xl" />
  </div>
);
