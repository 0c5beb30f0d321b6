import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../../../api/transport';
import { formatDateTime, formatMoney } from '../../../i18n/format';
import { buttonClasses } from '../../../ui/button';
import { m } from '../../messages';
import { documentsQuery } from './order-queries';
import { QueryPanel } from './query-panel';

/** The invoice, and its credit and debit notes. */
export function DocumentsPanel({ orderId }: { orderId: string }) {
  const t = m.order.documents;
  const query = useQuery(documentsQuery(orderId));
  return (
    <QueryPanel title={t.title} query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <p className="text-sm text-soft">{t.empty}</p>
        ) : (
          <ul className="flex flex-col gap-3 text-sm">
            {data.map((document) => {
              const file = `/orders/${orderId}/invoices/${document.id}`;
              const link = buttonClasses('secondary', 'small');
              return (
                <li key={document.id} className="flex flex-wrap items-center justify-between gap-2">
                  <div className="min-w-0">
                    <p className="font-medium">
                      {t.kinds[document.kind]} {document.number}
                    </p>
                    <p className="text-soft">
                      {formatMoney(document.totalAmount, document.currency)} ·{' '}
                      {formatDateTime(document.issuedAt)}
                      {document.refersTo && ` · ${t.refersTo(document.refersTo)}`}
                    </p>
                  </div>
                  {document.ready ? (
                    <span className="flex gap-1.5">
                      <a
                        className={link}
                        href={apiUrl(`${file}/pdf`)}
                        aria-label={`${t.pdf} ${document.number}`}
                        download
                      >
                        {t.pdf}
                      </a>
                      {document.eInvoice && (
                        <a
                          className={link}
                          href={apiUrl(`${file}/xml`)}
                          aria-label={`${t.xml} ${document.number}`}
                          download
                        >
                          {t.xml}
                        </a>
                      )}
                    </span>
                  ) : (
                    <span className="text-soft">{t.preparing}</span>
                  )}
                </li>
              );
            })}
          </ul>
        )
      }
    </QueryPanel>
  );
}
