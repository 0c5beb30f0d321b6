import { randomUUID } from 'node:crypto';

const hex = (): string => randomUUID().replaceAll('-', '');

/** Ids in EasyPost's form. */
export const newId = {
  address: () => `adr_${hex()}`,
  parcel: () => `prcl_${hex()}`,
  shipment: () => `shp_${hex()}`,
  rate: () => `rate_${hex()}`,
  label: () => `pl_${hex()}`,
  tracker: () => `trk_${hex()}`,
  webhook: () => `hook_${hex()}`,
  event: () => `evt_${hex()}`,
  secret: hex,
  /** A tracking number: `CS` and 16 digits. */
  trackingCode: () =>
    `CS${BigInt(`0x${hex().slice(0, 16)}`)
      .toString()
      .padStart(16, '0')
      .slice(-16)}`,
};
