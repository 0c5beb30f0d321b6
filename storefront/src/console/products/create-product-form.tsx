import type { CreateProductRequest, ProductView } from '@orderwire/contracts';
import { useForm, useWatch } from 'react-hook-form';
import { api } from '../../api/client';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { useAction } from '../parts/use-action';
import { useIdempotencyKey } from '../shell/use-idempotency-key';
import { ProductFields } from './product-fields';
import { creationOf, emptyProduct, type ProductValues } from './product-values';

export function CreateProductForm({
  close,
  onCreated,
}: {
  close: () => void;
  onCreated: (product: ProductView) => void;
}) {
  const t = m.products;
  const form = useForm<ProductValues>({ defaultValues: emptyProduct });
  const key = useIdempotencyKey(useWatch({ control: form.control }));
  const action = useAction({
    run: (product: CreateProductRequest) =>
      api.post<ProductView>('/products', product, { 'idempotency-key': key }),
    done: t.created,
    refresh: ['products'],
    onDone: (product) => {
      close();
      onCreated(product);
    },
  });
  return (
    <ActionForm form={form} action={action} input={creationOf} submit={t.create} close={close}>
      <ProductFields form={form} withStock />
    </ActionForm>
  );
}
