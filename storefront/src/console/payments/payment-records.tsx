import type { OrderPayments } from '@orderwire/contracts';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatDateTime, formatMoney } from '../../i18n/format';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';
import { CopyableId } from '../shell/copy-button';
import { StateBadge } from './state-badge';

type Session = OrderPayments['sessions'][number];
type Refund = OrderPayments['refunds'][number];
type Dispute = OrderPayments['disputes'][number];

const sessionTones: Readonly<Record<Session['status'], Tone>> = {
  opening: 'info',
  open: 'info',
  complete: 'good',
  failed: 'bad',
  rejected: 'bad',
  expired: 'neutral',
  superseded: 'neutral',
};
const refundTones: Readonly<Record<Refund['status'], Tone>> = {
  requested: 'warn',
  pending: 'warn',
  succeeded: 'good',
  failed: 'bad',
};
const disputeTones: Readonly<Record<Dispute['stage'], Tone>> = {
  inquiry: 'warn',
  opened: 'bad',
  won: 'good',
  lost: 'bad',
  closed: 'neutral',
};

const t = m.orderPayments;

/** In words; a reason that this page does not know stays as it is. */
export const rejectionText = (reason: string): string => m.payments.rejections[reason] ?? reason;

export const Sessions = ({ sessions }: Pick<OrderPayments, 'sessions'>) => (
  <Records title={t.sessions} empty={t.noSessions}>
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
  </Records>
);

/** Each with a link to its page. */
export const Captures = ({ payments }: Pick<OrderPayments, 'payments'>) => (
  <Records title={t.captures} empty={t.noCaptures}>
    {payments.map((payment) => (
      <Item
        key={payment.id}
        badge={<StateBadge state={payment.state} />}
        id={payment.id}
        link={{ to: '/payments/$paymentId', params: { paymentId: payment.id } }}
        amount={formatMoney(payment.amount, payment.currency)}
        notes={[
          formatDateTime(payment.paidAt),
          payment.chargeId,
          payment.rejectedBecause && rejectionText(payment.rejectedBecause),
        ]}
      />
    ))}
  </Records>
);

export const Refunds = ({ refunds }: Pick<OrderPayments, 'refunds'>) => (
  <Records title={t.refunds}>
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
  </Records>
);

export const Disputes = ({ disputes }: Pick<OrderPayments, 'disputes'>) => (
  <Records title={t.disputes}>
    {disputes.map((dispute) => (
      <Item
        key={dispute.id}
        badge={<Badge tone={disputeTones[dispute.stage]}>{t.disputeStages[dispute.stage]}</Badge>}
        id={dispute.id}
        amount={formatMoney(dispute.amount, dispute.currency)}
        notes={[formatDateTime(dispute.openedAt), dispute.reason, dispute.status]}
      />
    ))}
  </Records>
);

/** Fraud warnings and reviews. */
export const Marks = ({ marks }: Pick<OrderPayments, 'marks'>) => (
  <Records title={t.marks}>
    {marks.map((mark) => (
      <Item
        key={mark.id}
        badge={<Badge tone={mark.open ? 'bad' : 'neutral'}>{mark.open ? t.markOpen : t.markClosed}</Badge>}
        title={t.markKinds[mark.kind]}
        id={mark.id}
        notes={[formatDateTime(mark.createdAt), mark.reason]}
      />
    ))}
  </Records>
);

/** Records of one kind; without `empty` they are left out when there are none. */
function Records({
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
  link?: LinkProps;
  notes: readonly (string | false | null)[];
}

const Item = ({ badge, title, id, link, amount, notes }: ItemProps) => (
  <li className="flex flex-wrap items-start justify-between gap-x-4">
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-2">
        {badge}
        {title && <span className="font-medium">{title}</span>}
        {id && <CopyableId id={id} what={id} {...(link && { link })} />}
      </p>
      <p className="mt-0.5 break-words text-soft">{notes.filter(Boolean).join(' · ')}</p>
    </div>
    {amount && <p className="font-medium tabular-nums">{amount}</p>}
  </li>
);
