import { rpc } from '../contract.js';
import { IsId, IsTime } from '../rules.js';

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

/** Takes a product off sale for good. It stays readable on the orders that have it. */
export const DeleteProduct = rpc('products.delete', DeleteProductRequest, DeletedProduct, {
  access: 'staff',
});
