import type { ProductView } from '@orderwire/contracts';
import { useNavigate } from '@tanstack/react-router';
import { Package, Plus } from 'lucide-react';
import { m } from '../messages';
import { DialogButton } from '../parts/dialog-button';
import type { FilterField } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { ProductCard, productColumns } from './product-columns';
import { CreateProductForm } from './create-product-form';
import { productsSearch, type ProductsSearch } from './products-search';

const t = m.products;

const filters: readonly FilterField<ProductsSearch>[] = [
  { name: 'search', label: t.filters.search, inline: true },
  { name: 'available', label: t.filters.available, kind: 'flag', inline: true },
];

export function ProductsPage() {
  const navigate = useNavigate();
  return (
    <ListPage<ProductView, ProductsSearch>
      title={t.title}
      actions={
        <DialogButton look="primary" icon={Plus} label={t.create} wide>
          {(close) => (
            <CreateProductForm
              close={close}
              onCreated={({ id }) => void navigate({ to: '/products/$productId', params: { productId: id } })}
            />
          )}
        </DialogButton>
      }
      validate={productsSearch}
      filters={filters}
      source={(search) => listSource<ProductView>('products', '/products', search, byId)}
      columns={productColumns}
      rowLink={({ id }) => ({ to: '/products/$productId', params: { productId: id } })}
      card={{ height: 84, render: (product) => <ProductCard product={product} /> }}
      empty={{ icon: Package, title: t.empty, lead: t.emptyLead }}
    />
  );
}
