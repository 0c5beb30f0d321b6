import type { DeadLetterGroup, OutboxView, ReconciliationView } from '@orderwire/contracts';
import { linkOptions } from '@tanstack/react-router';
import { api } from '../../api/client';
import type { Query } from '../../api/transport';
import { formatDuration, formatNumber } from '../../i18n/format';
import type { ListPage } from '../table/merge-pages';

/** What waits: undefined text for nothing. */
export interface Work {
  readonly text: string | undefined;
  readonly isUrgent: boolean;
}

/** Lists are counted to their first page. */
const LIMIT = 50;

/** An event that waits longer for its publication is late. */
const LATE_SECONDS = 30;

const counted = (count: number, more: boolean): Work => ({
  text: count === 0 ? undefined : `${formatNumber(count)}${more ? '+' : ''}`,
  isUrgent: count > 0,
});

const listed = (path: string, filter: Query) => async (signal: AbortSignal) => {
  const page = await api.get<ListPage<object>>(path, { ...filter, limit: LIMIT }, signal);
  return counted(page.data.length, page.meta.nextCursor !== null);
};

async function deadLetters(signal: AbortSignal): Promise<Work> {
  const groups = await api.get<ListPage<DeadLetterGroup>>(
    '/operations/dead-letters/groups',
    { limit: 100 },
    signal,
  );
  const sum = groups.data.reduce((total, { count }) => total + count, 0);
  return counted(sum, groups.meta.nextCursor !== null);
}

async function differences(signal: AbortSignal): Promise<Work> {
  const { open } = await api.get<ReconciliationView>('/operations/reconciliation', {}, signal);
  return counted(
    open.reduce((total, { count }) => total + count, 0),
    false,
  );
}

async function outbox(signal: AbortSignal): Promise<Work> {
  const { data } = await api.get<{ data: readonly OutboxView[] }>('/operations/outbox', {}, signal);
  const oldest = Math.max(-1, ...data.map(({ oldestAgeSeconds }) => oldestAgeSeconds ?? -1));
  return oldest < 0
    ? { text: undefined, isUrgent: false }
    : { text: formatDuration(oldest * 1_000), isUrgent: oldest > LATE_SECONDS };
}

/** All that may wait for staff, and where it is handled. */
export const workKinds = () =>
  [
    {
      name: 'refundsPending',
      read: listed('/orders', { refundPending: true }),
      link: linkOptions({ to: '/orders', search: { refundPending: true } }),
    },
    {
      name: 'disputes',
      read: listed('/orders', { dispute: 'open' }),
      link: linkOptions({ to: '/orders', search: { dispute: 'open' } }),
    },
    {
      name: 'parcels',
      read: listed('/shipments', { status: 'action_required' }),
      link: linkOptions({ to: '/shipments', search: { status: 'action_required' } }),
    },
    { name: 'differences', read: differences, link: linkOptions({ to: '/payments/reconciliation' }) },
    { name: 'deadLetters', read: deadLetters, link: linkOptions({ to: '/dead-letters' }) },
    { name: 'outbox', read: outbox, link: linkOptions({ to: '/streams' }) },
  ] as const;
