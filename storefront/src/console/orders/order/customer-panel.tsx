import type { OrderView } from '@orderwire/contracts';
import { TextLink } from '../../../ui/button';
import { m } from '../../messages';
import { CopyableId, CopyButton } from '../../shell/copy-button';
import { Facts } from '../../shell/facts';
import { Panel } from '../../shell/page';
import { AddressText } from './address-text';

/** Who ordered, and where it is shipped and billed to. */
export function CustomerPanel({ order }: { order: OrderView }) {
  const t = m.order.customer;
  const { email, customerId, shippingAddress, billing } = order;
  return (
    <Panel title={t.title}>
      <div className="flex flex-col gap-4">
        <Facts
          entries={[
            [
              t.email,
              email ? (
                <span className="inline-flex max-w-full items-center gap-1">
                  <span>{email}</span>
                  <CopyButton text={email} what={t.email} />
                </span>
              ) : (
                m.orders.noEmail
              ),
            ],
            [t.account, customerId ? <CopyableId id={customerId} what={t.account} /> : t.guest],
            [t.language, order.locale],
            [
              t.shipTo,
              shippingAddress ? (
                <AddressText address={shippingAddress} />
              ) : (
                <span className="text-soft">{t.noAddress}</span>
              ),
            ],
            [
              t.billTo,
              billing && (
                <>
                  {billing.companyName && <span className="block">{billing.companyName}</span>}
                  {billing.address ? <AddressText address={billing.address} /> : t.sameAddress}
                </>
              ),
            ],
            [t.vatId, billing?.vatId && <CopyableId id={billing.vatId} what={t.vatId} />],
            [t.reference, billing?.buyerReference],
          ]}
        />
        {email && (
          <p className="text-sm">
            <TextLink to="/orders" search={{ emailPrefix: email }}>
              {t.orders}
            </TextLink>
          </p>
        )}
      </div>
    </Panel>
  );
}
