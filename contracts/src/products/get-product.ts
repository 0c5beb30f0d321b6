import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { ProductView } from './product-view.js';

export class GetProductRequest {
  @IsId()
  productId!: string;
}

/** One product that is on sale. */
export const GetProduct = rpc('products.get', GetProductRequest, ProductView, { access: 'anyone' });
