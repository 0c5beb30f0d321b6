import { Injectable } from '@nestjs/common';
import { type FileView, OrderNotFound, ReturnNotFound } from '@orderwire/contracts';
import { OrderClient } from '../labels/order.client.js';
import { ParcelRepository } from '../labels/parcel.repository.js';
import { LabelFilesService } from '../views/label-files.service.js';

/** Returns the label of a return to callers who may see its order. */
@Injectable()
export class GetReturnLabelUseCase {
  constructor(
    private readonly parcels: ParcelRepository,
    private readonly orders: OrderClient,
    private readonly files: LabelFilesService,
  ) {}

  /** Throws returns.not_found also for a return of a foreign order. */
  async execute(returnId: string): Promise<FileView> {
    const parcel = await this.parcels.find(returnId, 'return');
    if (!parcel) throw ReturnNotFound({ returnId });
    try {
      await this.orders.get(parcel.orderId);
    } catch (error) {
      if (OrderNotFound.matches(error)) throw ReturnNotFound({ returnId });
      throw error;
    }
    return this.files.read(parcel);
  }
}
