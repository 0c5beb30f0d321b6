import type { Owner, ReplayedEvent, ReplayProgress } from '@orderwire/contracts';
import { api } from '../../api/client';

/** What the form selects: texts as they are typed; empty ones select all. */
export interface ReplayValues {
  service: Owner | '';
  orderId: string;
  subject: string;
  /** Of a field of type `datetime-local`. */
  from: string;
  to: string;
}

export interface ReplayCount {
  readonly events: number;
  /** There may be more than were counted. */
  readonly more: boolean;
  readonly first: readonly ReplayedEvent[];
  readonly services: readonly Owner[];
  readonly unavailable: readonly string[];
}

interface ReplayReply {
  readonly data: readonly ReplayProgress[];
  readonly unavailable: readonly Owner[];
}

const selectionOf = ({ service, orderId, subject, from, to }: ReplayValues) => ({
  ...(service && { service }),
  ...(orderId.trim() && { orderId: orderId.trim() }),
  ...(subject.trim() && { subject: subject.trim() }),
  ...(from && { from: new Date(from).toISOString() }),
  ...(to && { to: new Date(to).toISOString() }),
});

/** Counts the events that a replay would publish, and returns the first ones. */
export async function countEvents(values: ReplayValues): Promise<ReplayCount> {
  const { data, unavailable } = await api.post<ReplayReply>('/operations/replays', {
    ...selectionOf(values),
    dryRun: true,
  });
  return {
    events: data.reduce((sum, { events }) => sum + events, 0),
    more: data.some(({ cursor }) => cursor !== null),
    first: data.flatMap(({ first }) => first),
    services: data.filter(({ events }) => events > 0).map(({ service }) => service),
    unavailable,
  };
}

/** Publishes the events again, service by service and part by part. Returns their number. */
export async function replayEvents(
  values: ReplayValues,
  services: readonly Owner[],
  onProgress: (events: number) => void,
): Promise<number> {
  let total = 0;
  for (const service of services) {
    let cursor: string | null = null;
    do {
      const reply: ReplayReply = await api.post<ReplayReply>('/operations/replays', {
        ...selectionOf(values),
        service,
        ...(cursor !== null && { cursor }),
      });
      total += reply.data.reduce((sum, { events }) => sum + events, 0);
      cursor = reply.data[0]?.cursor ?? null;
      onProgress(total);
    } while (cursor !== null);
  }
  return total;
}
