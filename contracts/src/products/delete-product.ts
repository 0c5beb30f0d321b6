import { rpc } from '../contract.js';
import { IsId, IsTime } from '../rules.js';
import { ProductNotFound } from './faults.js';

export class DeleteProductRequest {
  @IsId()
  productId!: string;
}

export class DeletedProduct {
  @IsId()
  id!: string;

  @IsTime()
  deletedAt!: string;
}

export const DeleteProduct = rpc('products.delete', {
  description: 'Removes a product from sale permanently. Existing orders keep it.',
  request: DeleteProductRequest,
  reply: DeletedProduct,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [ProductNotFound],
});
