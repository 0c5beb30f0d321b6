import type { TraceView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Activity } from 'lucide-react';
import { api } from '../../api/client';
import { formatExact, formatMicroseconds } from '../../i18n/format';
import { TextLink } from '../../ui/button';
import { EmptyState, Notice } from '../../ui/states';
import { m } from '../messages';
import { PendingPage } from '../parts/pending-page';
import { CopyableId } from '../shell/copy-button';
import { Facts } from '../shell/facts';
import { Page, Panel } from '../shell/page';
import { SectionPanel } from './section-panel';
import { sectionsOf } from './trace-sections';

/** What a request caused in all services, as far as its spans are kept. */
export function TracePage() {
  const { correlationId } = useParams({ from: '/traces/$correlationId' });
  const t = m.traces;
  const query = useQuery({
    queryKey: ['traces', correlationId],
    queryFn: ({ signal }) =>
      api.get<TraceView>(`/insights/traces/${encodeURIComponent(correlationId)}`, {}, signal),
    refetchInterval: 5_000,
  });
  if (!query.data) return <PendingPage title={t.title} query={query} />;
  const { traceId, isKept, isCut, spans } = query.data;
  const sections = sectionsOf(spans);
  const [first] = sections;
  const lead = <CopyableId id={correlationId} what={m.timeline.correlation} />;
  if (!first)
    return (
      <Page title={t.title} lead={lead}>
        <EmptyState icon={Activity} title={isKept ? t.none : t.off}>
          {isKept ? t.noneLead : t.offLead}
        </EmptyState>
      </Page>
    );
  const startUs = first.first.startUs;
  const endUs = Math.max(...spans.map((span) => span.startUs + span.durationUs));
  const services = [...new Set(spans.map(({ service }) => service))].sort();
  return (
    <Page title={t.title} lead={lead}>
      <Panel title={t.summary}>
        <Facts
          entries={[
            [t.began, formatExact(new Date(startUs / 1_000).toISOString())],
            [t.duration, formatMicroseconds(endUs - startUs)],
            [t.spans, String(spans.length)],
            [t.services, services.join(', ')],
            [t.traceId, <CopyableId key="trace" id={traceId} what={t.traceId} />],
            [
              t.orders,
              <TextLink key="orders" to="/orders" search={{ correlationId }}>
                {m.order.facts.related}
              </TextLink>,
            ],
          ]}
        />
      </Panel>
      {isCut && <Notice title={t.cut} />}
      <div className="flex flex-col gap-3">
        {sections.map((section) => (
          <SectionPanel
            key={section.first.spanId}
            section={section}
            offsetUs={section.first.startUs - startUs}
          />
        ))}
      </div>
    </Page>
  );
}
