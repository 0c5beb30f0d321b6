import type { OrderPayments } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatDateTime, formatMoney } from '../../../i18n/format';
import { Badge, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import { CopyableId } from '../../shell/copy-button';
import { LedgerTable } from './ledger-table';
import { paymentsQuery } from './order-queries';
import { QueryPanel } from './query-panel';

type SessionState = OrderPayments['sessions'][number]['status'];
type CaptureState = OrderPayments['payments'][number]['state'];
type RefundState = OrderPayments['refunds'][number]['status'];
type DisputeStage = OrderPayments['disputes'][number]['stage'];

const sessionTones: Readonly<Record<SessionState, Tone>> = {
  opening: 'info',
  open: 'info',
  complete: 'good',
  failed: 'bad',
  rejected: 'bad',
  expired: 'neutral',
  superseded: 'neutral',
};
const captureTones: Readonly<Record<CaptureState, Tone>> = {
  captured: 'good',
  refund_pending: 'warn',
  partially_refunded: 'neutral',
  refunded: 'neutral',
  disputed: 'bad',
  dispute_lost: 'bad',
  rejected: 'warn',
};
const refundTones: Readonly<Record<RefundState, Tone>> = {
  requested: 'warn',
  pending: 'warn',
  succeeded: 'good',
  failed: 'bad',
};
const disputeTones: Readonly<Record<DisputeStage, Tone>> = {
  inquiry: 'warn',
  opened: 'bad',
  won: 'good',
  lost: 'bad',
  closed: 'neutral',
};

/** Payment sessions, captures, refunds, disputes and the ledger, as payments-ms stores them. */
export function PaymentsPanel({ orderId }: { orderId: string }) {
  const t = m.orderPayments;
  const query = useQuery(paymentsQuery(orderId));
  return (
    <QueryPanel title={t.title} query={query}>
      {({ sessions, payments, refunds, disputes, marks, ledger }) => (
        <div className="flex flex-col gap-5">
          <Section title={t.sessions} empty={t.noSessions}>
            {sessions.map((session) => (
              <Item
                key={session.attempt}
                badge={<Badge tone={sessionTones[session.status]}>{t.sessionStates[session.status]}</Badge>}
                title={t.attempt(session.attempt)}
                id={session.stripeId}
                amount={formatMoney(session.amount, session.currency)}
                notes={[
                  formatDateTime(session.createdAt),
                  session.status === 'open' && t.expires(formatDateTime(session.expiresAt)),
                ]}
              />
            ))}
          </Section>
          <Section title={t.captures} empty={t.noCaptures}>
            {payments.map((payment) => (
              <Item
                key={payment.id}
                badge={<Badge tone={captureTones[payment.state]}>{t.states[payment.state]}</Badge>}
                id={payment.id}
                amount={formatMoney(payment.amount, payment.currency)}
                notes={[formatDateTime(payment.paidAt), payment.chargeId, payment.rejectedBecause]}
              />
            ))}
          </Section>
          <Section title={t.refunds}>
            {refunds.map((refund) => (
              <Item
                key={refund.id}
                badge={<Badge tone={refundTones[refund.status]}>{t.refundStates[refund.status]}</Badge>}
                id={refund.stripeId ?? refund.id}
                amount={formatMoney(refund.amount, refund.currency)}
                notes={[
                  formatDateTime(refund.requestedAt),
                  m.refund.reasons[refund.reason as keyof typeof m.refund.reasons] ?? refund.reason,
                  refund.automatic && m.refund.automatic,
                  refund.failure ?? refund.lastError,
                ]}
              />
            ))}
          </Section>
          <Section title={t.disputes}>
            {disputes.map((dispute) => (
              <Item
                key={dispute.id}
                badge={<Badge tone={disputeTones[dispute.stage]}>{t.disputeStages[dispute.stage]}</Badge>}
                id={dispute.id}
                amount={formatMoney(dispute.amount, dispute.currency)}
                notes={[formatDateTime(dispute.openedAt), dispute.reason, dispute.status]}
              />
            ))}
          </Section>
          <Section title={t.marks}>
            {marks.map((mark) => (
              <Item
                key={mark.id}
                badge={
                  <Badge tone={mark.open ? 'bad' : 'neutral'}>{mark.open ? t.markOpen : t.markClosed}</Badge>
                }
                title={t.markKinds[mark.kind]}
                id={mark.id}
                notes={[formatDateTime(mark.createdAt), mark.reason]}
              />
            ))}
          </Section>
          {ledger.length > 0 && <LedgerTable entries={ledger} />}
        </div>
      )}
    </QueryPanel>
  );
}

/** A list of the panel; without `empty` it is left out when it has no rows. */
function Section({
  title,
  empty,
  children,
}: {
  title: string;
  empty?: string;
  children: readonly ReactNode[];
}) {
  if (children.length === 0 && empty === undefined) return null;
  return (
    <section aria-label={title}>
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      {children.length === 0 ? (
        <p className="text-sm text-soft">{empty}</p>
      ) : (
        <ul className="flex flex-col gap-2.5 text-sm">{children}</ul>
      )}
    </section>
  );
}

interface ItemProps {
  badge: ReactNode;
  title?: string;
  id: string | null;
  amount?: string;
  notes: readonly (string | false | null)[];
}

const Item = ({ badge, title, id, amount, notes }: ItemProps) => (
  <li className="flex flex-wrap items-start justify-between gap-x-4">
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-2">
        {badge}
        {title && <span className="font-medium">{title}</span>}
        {id && <CopyableId id={id} what={id} />}
      </p>
      <p className="mt-0.5 break-words text-soft">{notes.filter(Boolean).join(' · ')}</p>
    </div>
    {amount && <p className="font-medium tabular-nums">{amount}</p>}
  </li>
);
