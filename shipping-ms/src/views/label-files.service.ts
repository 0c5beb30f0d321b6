import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CarrierUnavailable, type FileView, NoLabel } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { CarrierClient } from '../carrier/carrier.client.js';
import type { Parcel } from '../labels/parcel.js';

/** The largest label, in bytes: in base64 it has to fit into a reply. */
const MAX_BYTES = 700_000;

/** A file as a reply carries it. */
export const fileView = (filename: string, contentType: string, content: Buffer): FileView => ({
  filename,
  contentType,
  content: content.toString('base64'),
  sha256: createHash('sha256').update(content).digest('hex'),
});

/** Reads labels from the carrier, which keeps them. */
@Injectable()
export class LabelFilesService {
  constructor(
    private readonly carrier: CarrierClient,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Throws shipments.no_label, also for a voided label, and shipments.carrier_unavailable. */
  async read({ id: parcelId, labelUrl, trackingNumber, status }: Parcel): Promise<FileView> {
    if (!labelUrl || ['voiding', 'voided'].includes(status)) throw NoLabel({ status });
    try {
      const content = await this.carrier.file(labelUrl);
      if (content.length > MAX_BYTES) throw new Error(`the label has ${content.length} bytes`);
      return content.subarray(0, 5).toString() === '%PDF-'
        ? fileView(`label-${trackingNumber}.pdf`, 'application/pdf', content)
        : fileView(`label-${trackingNumber}.png`, 'image/png', content);
    } catch (err) {
      this.log.error({ err, parcelId }, 'a label could not be read from the carrier');
      throw CarrierUnavailable({ retryAfterMs: 10_000 });
    }
  }
}
