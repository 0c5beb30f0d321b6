import { stateOf } from '../api/render.js';
import type { Core } from '../core.js';
import type { ShipmentRecord, TrackerRecord } from '../store/records.js';
import { html, type Html } from './html.js';

const SHOWN = 100;
const MOVES = [
  ['in_transit', 'Accept'],
  ['out_for_delivery', 'Out for delivery'],
  ['delivered', 'Delivered'],
  ['return_to_sender', 'Return to sender'],
] as const;

/** The newest shipments with buttons that move their parcels. The script refreshes `#list`. */
export function listPage(core: Core): string {
  const shipments = core.store.list('shipment').slice(0, SHOWN);
  const rules = core.faults.rules.length;
  return document(
    'Shipments',
    html`<header>
        <h1>Carrier sandbox</h1>
        <p>Shipments of this development system. No parcel moves unless a button is pressed.</p>
      </header>
      ${rules > 0 && html`<p class="note">Fault injection is on: ${rules}, see <a href="/api/faults">/api/faults</a>.</p>`}
      <p id="count" role="status">${core.store.size('shipment')} shipments</p>
      <ol id="list" class="list">
        ${shipments.map((shipment) => row(core, shipment))}
        ${shipments.length === 0 && html`<li class="soft">No shipment yet. This list refreshes by itself.</li>`}
      </ol>`,
  );
}

function row(core: Core, shipment: ShipmentRecord): Html {
  const tracker = core.store.get('tracker', shipment.trackerId ?? '');
  const { trackingCode, labelKey, isReturn } = shipment;
  const shopper = isReturn ? shipment.from : shipment.to;
  return html`<li>
    <div>
      <strong>${isReturn ? 'Return from ' : ''}${shopper.name ?? shopper.company}</strong>
      <span class="soft">${shopper.city} ${shopper.zip} ${shopper.country}</span>
    </div>
    <div>
      ${labelKey ? html`<a href="/labels/${labelKey}.pdf">Label</a> <a href="/track/${trackingCode}">${trackingCode}</a>` : 'No label'}
      <span class="state">${stateText(shipment, tracker)}</span>
    </div>
    <div>
      ${tracker && !shipment.refundStatus && MOVES.map(([status, name]) => html`<button data-id="${shipment.id}" data-status="${status}">${name}</button>`)}
    </div>
  </li>`;
}

const stateText = ({ refundStatus }: ShipmentRecord, tracker: TrackerRecord | undefined): string =>
  refundStatus ? `label voided (${refundStatus})` : tracker ? stateOf(tracker).replaceAll('_', ' ') : '';

/** The public tracking page of one parcel: states and times, no address. */
export const trackPage = (tracker: TrackerRecord): string =>
  document(
    tracker.code,
    html`<header>
        <h1>${tracker.carrier} ${tracker.code}</h1>
        <p>${stateOf(tracker).replaceAll('_', ' ')}</p>
      </header>
      <ol class="list">
        ${tracker.details.toReversed().map(({ message, at }) => html`<li><time datetime="${at}">${at}</time> ${message}</li>`)}
      </ol>`,
  );

const document = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Carrier sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/carrier.css" />
        <script src="/assets/carrier.js" defer></script>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`.text;
