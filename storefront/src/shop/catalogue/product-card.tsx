import type { ProductView } from '@orderwire/contracts';
import { Link } from '@tanstack/react-router';
import { formatMoney } from '../../i18n/format';
import { Badge, Skeleton } from '../../ui/states';
import { m } from '../messages';
import { Picture } from './picture';
import { priceIn } from './price';

export function ProductCard({
  product,
  currency,
  eager,
}: {
  product: ProductView;
  currency: string;
  eager: boolean;
}) {
  const price = priceIn(product, currency);
  return (
    <Link
      to="/products/$productId"
      params={{ productId: product.id }}
      className="group flex h-full flex-col overflow-hidden rounded-2xl border border-line bg-surface transition-shadow hover:shadow-lg"
    >
      <div className="relative overflow-hidden">
        <Picture
          name={product.name}
          imageUrl={product.imageUrl}
          eager={eager}
          className={`w-full transition-transform duration-300 motion-safe:group-hover:scale-[1.03] ${product.available ? '' : 'opacity-60 grayscale'}`}
        />
        {!product.available && (
          <span className="absolute top-3 left-3">
            <Badge>{m.catalogue.soldOut}</Badge>
          </span>
        )}
      </div>
      <div className="flex flex-1 flex-col gap-1 p-4">
        <h2 className="line-clamp-2 font-medium group-hover:text-accent">{product.name}</h2>
        <p className="mt-auto pt-1 text-soft tabular-nums">
          {price === undefined ? m.catalogue.notSoldIn(currency.toUpperCase()) : formatMoney(price, currency)}
        </p>
      </div>
    </Link>
  );
}

export const ProductCardSkeleton = () => (
  <div className="overflow-hidden rounded-2xl border border-line bg-surface">
    <Skeleton className="aspect-square w-full rounded-none" />
    <div className="flex flex-col gap-2 p-4">
      <Skeleton className="h-5 w-3/4" />
      <Skeleton className="h-5 w-1/4" />
    </div>
  </div>
);
