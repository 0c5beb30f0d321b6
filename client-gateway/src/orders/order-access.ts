import { IsText, OrderRequest } from '@orderwire/contracts';

/** The order of a guest, with its token. */
export class OrderAccessBody extends OrderRequest {
  @IsText(100, 1)
  orderToken!: string;
}
