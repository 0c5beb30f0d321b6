import type { SessionView } from '@orderwire/contracts';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { MonitorSmartphone } from 'lucide-react';
import { api } from '../../api/client';
import { useAccount } from '../../api/use-session';
import { formatDateTime, formatRelative } from '../../i18n/format';
import { Button, TextLink } from '../../ui/button';
import { Badge, Skeleton } from '../../ui/states';
import { deviceName } from '../account/device-name';
import { sessionsQuery } from '../account/queries';
import { forgetSession } from '../../api/session';
import { m } from '../messages';
import { PageHeading } from '../page-heading';
import { ProblemNotice } from '../problems';

export function SessionsPage() {
  const account = useAccount();
  if (!account) return <Navigate to="/sign-in" search={{ next: '/account/sessions' }} replace />;
  return (
    <>
      <TextLink to="/account" className="mb-3 inline-block text-sm text-soft">
        {m.account.backToAccount}
      </TextLink>
      <PageHeading title={m.account.sessionsTitle} />
      <p className="mt-1 max-w-prose text-soft">{m.account.sessionsText}</p>
      <div className="mt-6">
        <Sessions />
      </div>
    </>
  );
}

function Sessions() {
  const navigate = useNavigate();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(sessionsQuery);
  const everywhere = useMutation({
    mutationFn: () => api.post('/auth/logout-everywhere'),
    onSuccess: async () => {
      await navigate({ to: '/' });
      forgetSession();
    },
  });
  if (isPending) return <Skeleton className="h-48 w-full rounded-2xl" />;
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex flex-col items-start gap-5">
      <ul className="w-full divide-y divide-line rounded-2xl border border-line bg-surface px-5">
        {data.pages
          .flatMap((page) => page.data)
          .map((session) => (
            <Session key={session.id} session={session} />
          ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {m.account.moreSessions}
        </Button>
      )}
      {everywhere.error && <ProblemNotice error={everywhere.error} />}
      <Button look="danger" busy={everywhere.isPending} onClick={() => everywhere.mutate()}>
        {m.account.signOutEverywhere}
      </Button>
    </div>
  );
}

function Session({ session }: { session: SessionView }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => api.delete(`/auth/sessions/${session.id}`),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <li className="flex flex-wrap items-center gap-4 py-4">
      <MonitorSmartphone aria-hidden className="size-6 shrink-0 text-soft" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-words">
            {deviceName(session.device, m.account.on) ?? m.account.unknownDevice}
          </span>
          {session.current && <Badge tone="good">{m.account.thisSession}</Badge>}
        </p>
        <p className="text-soft">
          {m.account.lastUsed(formatRelative(session.lastSeenAt))}
          {session.ip && ` · ${session.ip}`} · {m.account.since(formatDateTime(session.createdAt))}
        </p>
        {end.error && <ProblemNotice error={end.error} />}
      </div>
      {!session.current && (
        <Button size="small" busy={end.isPending} onClick={() => end.mutate()}>
          {m.account.endSession}
        </Button>
      )}
    </li>
  );
}
