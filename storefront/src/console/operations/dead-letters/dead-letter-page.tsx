import type { DeadLetterView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../../api/client';
import { m } from '../../messages';
import { BackLink, Mono, Time, UserLink } from '../../parts/cells';
import { PendingPage } from '../../parts/pending-page';
import { prettyJson } from '../../parts/pretty-json';
import { Code } from '../../parts/section';
import { useIsAdmin } from '../../parts/use-role';
import { Facts } from '../../shell/facts';
import { Page, Panel } from '../../shell/page';
import { DeadLetterActions } from './dead-letter-actions';
import { DeadLetterBadge } from './dead-letters-page';
import { EditPanel } from './edit-panel';
import { LastEdit } from './last-edit';

const { deadLetters: t, fields } = m.operations;

export function DeadLetterPage() {
  const isAdmin = useIsAdmin();
  const { service, id } = useParams({ from: '/dead-letters/$service/$id' });
  const path = `/operations/dead-letters/${service}/${id}`;
  const query = useQuery({
    queryKey: ['dead-letters', path],
    queryFn: ({ signal }) => api.get<DeadLetterView>(path, {}, signal),
  });
  const back = <BackLink to="/dead-letters/all">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.one} back={back} query={query} />;
  const letter = query.data;
  const isOpen = letter.resolution === null;
  return (
    <Page
      title={letter.subject}
      back={back}
      badge={<DeadLetterBadge resolution={letter.resolution} />}
      lead={<Mono>{letter.consumer}</Mono>}
      actions={isOpen && <DeadLetterActions path={path} />}
    >
      <Panel title={t.reason}>
        <Code label={t.reason}>{letter.reason}</Code>
      </Panel>
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title={t.details}>
          <LetterFacts letter={letter} />
        </Panel>
        <Panel title={t.payload}>
          <Code label={t.payload}>{prettyJson(letter.payload)}</Code>
        </Panel>
      </div>
      {letter.edited && letter.event && <LastEdit original={letter.event} edited={letter.edited} />}
      {isOpen && isAdmin && <EditPanel key={letter.id} letter={letter} path={path} />}
    </Page>
  );
}

const LetterFacts = ({ letter }: { letter: DeadLetterView }) => (
  <div className="flex flex-col gap-5">
    <Facts
      entries={[
        [fields.service, letter.service],
        [fields.eventId, <Mono key="event">{letter.eventId}</Mono>],
        [fields.attempts, letter.attempts],
        [t.columns.died, <Time key="died" at={letter.diedAt} />],
        [t.resolvedAt, letter.resolvedAt && <Time at={letter.resolvedAt} />],
        [t.resolvedBy, letter.resolvedBy && <UserLink id={letter.resolvedBy} />],
        [t.resolvedReason, letter.resolvedReason],
      ]}
    />
    <div className="flex flex-col gap-1.5">
      <h3 className="text-sm font-medium">{t.headers}</h3>
      <Code label={t.headers}>
        {Object.entries(letter.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      </Code>
    </div>
  </div>
);
