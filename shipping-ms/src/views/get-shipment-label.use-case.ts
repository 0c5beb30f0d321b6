import { Injectable } from '@nestjs/common';
import type { FileView } from '@orderwire/contracts';
import { FindShipmentService } from './find-shipment.service.js';
import { LabelFilesService } from './label-files.service.js';

/** Returns the label of a shipment to staff. */
@Injectable()
export class GetShipmentLabelUseCase {
  constructor(
    private readonly findShipment: FindShipmentService,
    private readonly files: LabelFilesService,
  ) {}

  async execute(shipmentId: string): Promise<FileView> {
    return this.files.read(await this.findShipment.byId(shipmentId));
  }
}
