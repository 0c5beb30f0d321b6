import type { DeletedProduct, ProductView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ImageOff, PackageX, Pencil, SlidersHorizontal } from 'lucide-react';
import { api } from '../../api/client';
import { formatMoney, formatNumber } from '../../i18n/format';
import { m } from '../messages';
import { BackLink, Time } from '../parts/cells';
import { ConfirmButton, DialogButton } from '../parts/dialog-button';
import { PendingPage } from '../parts/pending-page';
import { Facts } from '../shell/facts';
import { Page, Panel } from '../shell/page';
import { AdjustStockForm } from './adjust-stock-form';
import { EditProductForm } from './edit-product-form';
import { Reservations } from './reservations';
import { StockBadge } from './stock-badge';
import { StockLedger } from './stock-ledger';

const t = m.products;

export function ProductPage() {
  const { productId } = useParams({ from: '/products/$productId' });
  const query = useQuery({
    queryKey: ['products', productId],
    queryFn: ({ signal }) => api.get<ProductView>(`/products/${productId}`, {}, signal),
    refetchInterval: 10_000,
  });
  const back = <BackLink to="/products">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.one} back={back} query={query} />;
  const product = query.data;
  return (
    <Page
      title={product.name}
      back={back}
      badge={product.stock && <StockBadge stock={product.stock} />}
      actions={<ProductActions product={product} />}
    >
      {product.stock && <StockFigures product={product} />}
      <div className="grid gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Panel title={t.details}>
          <Facts
            entries={[
              [
                t.fields.description,
                product.description && <p className="whitespace-pre-line">{product.description}</p>,
              ],
              [
                t.fields.prices,
                <ul key="prices" className="flex flex-wrap gap-x-5 gap-y-1 tabular-nums">
                  {product.prices.map(({ currency, amount }) => (
                    <li key={currency}>{formatMoney(amount, currency)}</li>
                  ))}
                </ul>,
              ],
              [t.fields.taxClass, t.taxClasses[product.taxClass]],
              [t.fields.lowThreshold, product.stock?.lowThreshold?.toString()],
              [t.fields.created, <Time key="created" at={product.createdAt} />],
              [t.fields.changed, <Time key="changed" at={product.updatedAt} />],
            ]}
          />
        </Panel>
        <Picture product={product} />
      </div>
      <StockLedger productId={productId} />
      <Reservations productId={productId} />
    </Page>
  );
}

function ProductActions({ product }: { product: ProductView }) {
  const navigate = useNavigate();
  return (
    <>
      <DialogButton icon={SlidersHorizontal} label={t.adjust} description={t.adjustLead}>
        {(close) => <AdjustStockForm productId={product.id} close={close} />}
      </DialogButton>
      <DialogButton icon={Pencil} label={t.edit} wide>
        {(close) => <EditProductForm product={product} close={close} />}
      </DialogButton>
      <ConfirmButton
        icon={PackageX}
        label={t.remove}
        description={t.removeLead(product.name)}
        danger
        run={() => api.delete<DeletedProduct>(`/products/${product.id}`)}
        done={t.removed}
        refresh={['products']}
        onDone={() => void navigate({ to: '/products' })}
      />
    </>
  );
}

function StockFigures({ product: { stock } }: { product: ProductView }) {
  if (!stock) return null;
  return (
    <dl className="grid grid-cols-3 overflow-hidden rounded-xl border border-line bg-surface">
      {(['available', 'reserved', 'sold'] as const).map((name) => (
        <div key={name} className="border-l border-line px-4 py-3 first:border-l-0 sm:px-5 sm:py-4">
          <dt className="text-xs font-semibold text-soft sm:text-sm sm:font-normal">{t.columns[name]}</dt>
          <dd className="text-xl font-semibold tabular-nums sm:text-2xl">{formatNumber(stock[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

const Picture = ({ product: { name, imageUrl } }: { product: ProductView }) => (
  <div className="grid min-h-48 place-items-center overflow-hidden rounded-xl border border-line bg-surface">
    {imageUrl ? (
      <img src={imageUrl} alt={t.picture(name)} className="max-h-72 w-full object-contain" />
    ) : (
      <p className="flex flex-col items-center gap-2 text-sm text-soft">
        <ImageOff aria-hidden className="size-8" strokeWidth={1.5} />
        {t.noPicture}
      </p>
    )}
  </div>
);
