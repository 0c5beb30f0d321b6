import type { ShipmentView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../api/client';
import { countryName, formatMoney } from '../../i18n/format';
import { Notice } from '../../ui/states';
import { m } from '../messages';
import { BackLink, OrderLink, shortId, Time } from '../parts/cells';
import { Facts } from '../parts/facts';
import { PendingPage } from '../parts/pending-page';
import { Page, Panel } from '../shell/page';
import { ShipmentBadge } from './badges';
import { OrderReturnsTable } from './order-returns';
import { Rates } from './rates';
import { ShipmentActions } from './shipment-actions';

const t = m.shipping;

export function ShipmentPage() {
  const { shipmentId } = useParams({ from: '/shipments/$shipmentId' });
  const query = useQuery({
    queryKey: ['shipments', shipmentId],
    queryFn: ({ signal }) => api.get<ShipmentView>(`/shipments/${shipmentId}`, {}, signal),
    refetchInterval: 5_000,
  });
  const back = <BackLink to="/shipments">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.one} back={back} query={query} />;
  const shipment = query.data;
  return (
    <Page
      title={`${t.one} ${shortId(shipment.id)}`}
      back={back}
      badge={<ShipmentBadge status={shipment.status} />}
      actions={<ShipmentActions shipment={shipment} />}
    >
      {shipment.problem && (
        <Notice
          tone={shipment.status === 'action_required' ? 'bad' : 'warn'}
          {...(shipment.status === 'action_required' && { title: t.needsStaffLead })}
        >
          {shipment.problem}
        </Notice>
      )}
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title={t.details}>
          <Parcel shipment={shipment} />
        </Panel>
        <Panel title={t.fields.address}>
          <AddressLines address={shipment.address} />
        </Panel>
      </div>
      <Rates shipment={shipment} />
      <OrderReturnsTable orderId={shipment.orderId} />
    </Page>
  );
}

function Parcel({ shipment }: { shipment: ShipmentView }) {
  const { tracking, purchased } = shipment;
  return (
    <Facts
      facts={[
        [t.columns.order, <OrderLink key="order" id={shipment.orderId} />],
        [t.columns.carrier, purchased ? `${purchased.carrier} ${purchased.service}` : tracking?.carrier],
        [
          t.columns.tracking,
          tracking?.trackingUrl ? (
            <a
              href={tracking.trackingUrl}
              rel="noreferrer"
              className="font-mono underline underline-offset-4 hover:text-accent"
            >
              {tracking.trackingNumber}
            </a>
          ) : (
            tracking?.trackingNumber
          ),
        ],
        [t.fields.trackerStatus, shipment.trackerStatus],
        [t.fields.cost, purchased && formatMoney(purchased.amount, purchased.currency)],
        [t.columns.created, <Time key="created" at={shipment.createdAt} />],
        [t.fields.labelBought, shipment.labelPurchasedAt && <Time at={shipment.labelPurchasedAt} />],
        ...(shipment.attempts > 0
          ? ([
              [t.fields.attempts, shipment.attempts],
              [t.fields.nextTry, shipment.dueAt && <Time at={shipment.dueAt} />],
            ] as const)
          : []),
      ]}
    />
  );
}

function AddressLines({ address }: { address: ShipmentView['address'] }) {
  if (!address) return <p className="text-sm text-soft">{m.shell.none}</p>;
  const { name, line1, line2, city, state, postalCode, country } = address;
  const lines = [
    name,
    line1,
    line2,
    [postalCode, city].filter(Boolean).join(' '),
    state,
    countryName(country),
  ].filter(Boolean);
  return (
    <address className="text-sm leading-relaxed not-italic">
      {lines.map((line, index) => (
        <span key={index} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}
