import { IsId } from '../rules.js';

/** Names one order. */
export class OrderRequest {
  @IsId()
  orderId!: string;
}
