import type { ProductView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { useAction } from '../parts/use-action';
import { ProductFields } from './product-fields';
import { type ProductValues, updateOf, valuesOf } from './product-values';

export function EditProductForm({ product, close }: { product: ProductView; close: () => void }) {
  const t = m.products;
  const form = useForm<ProductValues>({ defaultValues: valuesOf(product) });
  const action = useAction({
    run: (change: ReturnType<typeof updateOf>) => api.patch<ProductView>(`/products/${product.id}`, change),
    done: t.saved,
    refresh: ['products'],
    onDone: close,
  });
  return (
    <ActionForm form={form} action={action} input={updateOf} submit={t.save} close={close}>
      <ProductFields form={form} />
    </ActionForm>
  );
}
