import type { OrderView } from '@orderwire/contracts';
import { api } from '../../../api/client';
import { useAccount } from '../../../api/use-session';
import { formatExact } from '../../../i18n/format';
import { Button, TextLink } from '../../../ui/button';
import { m } from '../../messages';
import { CopyableId } from '../../shell/copy-button';
import { Facts } from '../../shell/facts';
import { Panel } from '../../shell/page';
import { problemText } from '../../shell/problem-notice';
import { useOrderAction } from './use-order-action';

/** Ids, times and the assignee. */
export function FactsPanel({ order, correlationId }: { order: OrderView; correlationId: string | null }) {
  const t = m.order.facts;
  return (
    <Panel title={t.title}>
      <Facts
        entries={[
          [t.id, <CopyableId key="id" id={order.id} what={t.id} />],
          [t.placed, <time key="placed">{formatExact(order.createdAt)}</time>],
          [t.paid, order.paidAt && <time>{formatExact(order.paidAt)}</time>],
          [
            t.payment,
            order.paymentId && (
              <CopyableId
                id={order.paymentId}
                what={t.payment}
                link={{ to: '/payments/$paymentId', params: { paymentId: order.paymentId } }}
              />
            ),
          ],
          [
            t.receipt,
            order.receiptUrl && (
              <a href={order.receiptUrl} target="_blank" rel="noreferrer" className="underline">
                {t.receipt}
              </a>
            ),
          ],
          [t.assignee, <Assignee key="assignee" order={order} />],
          [
            t.correlation,
            correlationId && (
              <>
                <CopyableId id={correlationId} what={t.correlation} />
                <TextLink to="/orders" search={{ correlationId }} className="block">
                  {t.related}
                </TextLink>
              </>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

function Assignee({ order }: { order: OrderView }) {
  const t = m.order.facts;
  const me = useAccount()?.id;
  const assign = useOrderAction(order.id, {
    act: (assigneeId: string | null) => api.put(`/orders/${order.id}/assignee`, { assigneeId }),
    done: t.assigned,
  });
  const { assigneeId } = order;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {assigneeId === me ? (
        t.me
      ) : assigneeId ? (
        <CopyableId id={assigneeId} what={t.assignee} />
      ) : (
        <span className="text-soft">{t.notAssigned}</span>
      )}
      {me && assigneeId !== me && (
        <Button size="small" busy={assign.isPending} onClick={() => assign.mutate(me)}>
          {t.assignToMe}
        </Button>
      )}
      {assigneeId && (
        <Button size="small" look="quiet" busy={assign.isPending} onClick={() => assign.mutate(null)}>
          {t.unassign}
        </Button>
      )}
      {assign.isError && (
        <span role="alert" className="w-full text-bad">
          {problemText(assign.error)}
        </span>
      )}
    </span>
  );
}
