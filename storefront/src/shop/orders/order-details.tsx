import type { Address, OrderView } from '@orderwire/contracts';
import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDate, formatDateTime } from '../../i18n/format';
import { buttonClasses } from '../../ui/button';
import { addressLines } from '../checkout/address';
import { m } from '../messages';
import type { HistoryLine } from './history';

export const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="rounded-2xl border border-line bg-surface p-5">
    <h2 className="mb-2 font-semibold">{title}</h2>
    <div className="text-sm">{children}</div>
  </section>
);

/** Where the parcel is, once the carrier has it. */
export function Tracking({ order: { tracking } }: { order: OrderView }) {
  if (!tracking) return null;
  const { carrier, trackingNumber, trackingUrl, shippedAt, deliveredAt } = tracking;
  return (
    <Card title={m.order.tracking}>
      <p>{carrier}</p>
      <p className="break-all text-soft tabular-nums select-all">{trackingNumber}</p>
      {deliveredAt ? (
        <p className="mt-1 text-soft">{m.order.deliveredOn(formatDate(deliveredAt))}</p>
      ) : (
        shippedAt && <p className="mt-1 text-soft">{m.order.shippedOn(formatDate(shippedAt))}</p>
      )}
      {trackingUrl && (
        <a
          href={trackingUrl}
          target="_blank"
          rel="noopener noreferrer"
          className={buttonClasses('secondary', 'normal', 'mt-3 w-full')}
        >
          <ExternalLink aria-hidden className="size-4" />
          {m.order.trackParcel}
          <span className="sr-only">{m.opensInNewTab}</span>
        </a>
      )}
    </Card>
  );
}

/** Who gets the parcel, the mails and the invoice. */
export function Addresses({ order: { shippingAddress, billing, email } }: { order: OrderView }) {
  return (
    <>
      {shippingAddress && (
        <Card title={m.order.shippingAddress}>
          <Lines address={shippingAddress} />
        </Card>
      )}
      {billing && (
        <Card title={m.order.billing}>
          {billing.companyName && <p>{billing.companyName}</p>}
          {billing.vatId && <p className="text-soft">{m.order.vatId(billing.vatId)}</p>}
          {billing.buyerReference && (
            <p className="text-soft">{m.order.buyerReference(billing.buyerReference)}</p>
          )}
          {billing.address && <Lines address={billing.address} />}
        </Card>
      )}
      {email && (
        <Card title={m.order.mailsTo}>
          <p className="break-all">{email}</p>
        </Card>
      )}
    </>
  );
}

const Lines = ({ address }: { address: Address }) => (
  <address className="not-italic">
    {addressLines(address).map((line, index) => (
      <span key={index} className="block">
        {line}
      </span>
    ))}
  </address>
);

export const History = ({ lines }: { lines: readonly HistoryLine[] }) => (
  <Card title={m.order.historyTitle}>
    <ol className="flex flex-col gap-2.5">
      {lines.map(({ id, at, text }) => (
        <li key={id}>
          <span className="block">{text}</span>
          <time dateTime={at} className="text-xs text-soft">
            {formatDateTime(at)}
          </time>
        </li>
      ))}
    </ol>
  </Card>
);
