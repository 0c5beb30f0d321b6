import type { DocumentView, OrderView } from '@orderwire/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ExternalLink, FileText } from 'lucide-react';
import { download } from '../../api/download';
import { Button, buttonClasses } from '../../ui/button';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { problemText } from '../problems';
import { Card } from './order-details';
import { documentsQuery } from './live/queries';

/** The invoice follows the payment within seconds. */
const WAIT_MS = 2_000;
const SLOW_MS = 15_000;

/** For this long after the payment the page waits for an invoice. */
const EXPECTED_MS = 120_000;

const wide = 'w-full justify-start';

/** Stripe's receipt, the invoice and credit notes of a paid order. */
export function Documents({ order }: { order: OrderView }) {
  const paidAt = order.paidAt ? Date.parse(order.paidAt) : undefined;
  const isExpected = () => paidAt !== undefined && Date.now() - paidAt < EXPECTED_MS;
  const { data } = useQuery({
    ...documentsQuery(order.id),
    enabled: paidAt !== undefined,
    refetchInterval: ({ state }) =>
      !state.data?.data.some(({ ready }) => ready) && isExpected() ? WAIT_MS : SLOW_MS,
  });
  const documents = data?.data ?? [];
  const isPreparing = documents.some(({ ready }) => !ready) || (documents.length === 0 && isExpected());
  if (paidAt === undefined || (documents.length === 0 && !isPreparing && !order.receiptUrl)) return null;
  return (
    <Card title={m.order.documents}>
      <div className="flex flex-col gap-2">
        {documents
          .filter(({ ready }) => ready)
          .map((document) => (
            <Download key={document.id} document={document} />
          ))}
        {isPreparing && (
          <p role="status" className="text-soft">
            {m.order.invoicePreparing}
          </p>
        )}
        {order.receiptUrl && (
          <a
            href={order.receiptUrl}
            target="_blank"
            rel="noopener noreferrer"
            className={buttonClasses('secondary', 'normal', wide)}
          >
            <ExternalLink aria-hidden className="size-4" />
            {m.order.receipt}
            <span className="sr-only">{m.opensInNewTab}</span>
          </a>
        )}
      </div>
    </Card>
  );
}

/** A file behind the session of the browser, which may have to be refreshed first. */
function Download({ document }: { document: DocumentView }) {
  const saving = useMutation({
    mutationFn: () => save(document),
    onError: (error) => toast(m.order.downloadFailed, problemText(error)),
  });
  return (
    <Button className={wide} busy={saving.isPending} onClick={() => saving.mutate()}>
      <FileText aria-hidden className="size-4" />
      {m.order.document[document.kind]} <span className="text-soft">{document.number}</span>
    </Button>
  );
}

function save({ id, orderId, kind, number }: DocumentView): Promise<void> {
  const path =
    kind === 'invoice' ? `/orders/${orderId}/invoice.pdf` : `/orders/${orderId}/invoices/${id}/pdf`;
  return download(path, { accept: 'application/pdf', filename: `${number}.pdf` });
}
