import { isIP } from 'node:net';

/** From where somebody asks, fit for tables, logs and mails. */
export interface Origin {
  ip: string | null;
  device: string | null;
}

const MAX_DEVICE = 200;

/** Keeps an address only if it is one, and a device's name as one short line without control characters. */
export function originOf({ ip, device }: { ip?: string; device?: string }): Origin {
  const line = (device ?? '')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MAX_DEVICE)
    .toWellFormed();
  return { ip: ip && isIP(ip) ? ip : null, device: line || null };
}
