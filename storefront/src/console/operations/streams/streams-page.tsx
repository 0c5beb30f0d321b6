import type { StreamView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatDuration, formatNumber } from '../../../i18n/format';
import { m } from '../../messages';
import { QueryPanel } from '../../orders/order/query-panel';
import { Ago, Time } from '../../parts/cells';
import { Facts } from '../../shell/facts';
import { Page, Panel } from '../../shell/page';
import { Unavailable } from '../unavailable';
import { ConsumersTable } from './consumers-table';
import { OutboxPanel } from './outbox-panel';
import { streamsQuery } from './streams-query';

const t = m.operations.streams;

export function StreamsPage() {
  const query = useQuery(streamsQuery);
  const streams = query.data?.data ?? [];
  return (
    <Page title={t.title} lead={t.lead}>
      <Unavailable services={query.data?.unavailable ?? []} />
      <QueryPanel title={t.stream} query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="text-sm text-soft">{t.noStream}</p>
          ) : (
            data.map((stream) => <Stream key={stream.name} stream={stream} />)
          )
        }
      </QueryPanel>
      {streams.map(({ name, consumers }) => (
        <Panel key={name} title={t.consumers} className="">
          <ConsumersTable consumers={consumers} />
        </Panel>
      ))}
      <OutboxPanel />
    </Page>
  );
}

const Stream = ({ stream }: { stream: StreamView }) => (
  <div className="grid gap-x-10 items-start gap-y-2 sm:grid-cols-2">
    <Facts
      entries={[
        [t.stream, stream.name],
        [t.messages, formatNumber(stream.messages)],
        [t.size, formatBytes(stream.bytes)],
        [t.created, <Time key="created" at={stream.createdAt} />],
      ]}
    />
    <Facts
      entries={[
        [t.oldest, stream.firstAt && <Ago at={stream.firstAt} />],
        [t.newest, stream.lastAt && <Ago at={stream.lastAt} />],
        [t.maxAge, stream.maxAgeSeconds === null ? t.noLimit : formatDuration(stream.maxAgeSeconds * 1_000)],
        [t.maxSize, stream.maxBytes === null ? t.noLimit : formatBytes(stream.maxBytes)],
        [t.replicas, formatNumber(stream.replicas)],
      ]}
    />
  </div>
);
