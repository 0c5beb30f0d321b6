import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { ProductView } from './product-view.js';
import { ProductNotFound } from './faults.js';

export class GetProductRequest {
  @IsId()
  productId!: string;
}

export const GetProduct = rpc('products.get', {
  description: 'One product that is on sale.',
  request: GetProductRequest,
  reply: ProductView,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [ProductNotFound],
});
