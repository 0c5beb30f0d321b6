import { IsOptional } from 'class-validator';
import { IsText } from '../rules.js';

/** From where somebody asks. The gateway writes both from the connection; it never takes them from a request's body. */
export class AskedFrom {
  /** IPv4 or IPv6 address. */
  @IsOptional()
  @IsText(64)
  ip?: string;

  /** What the client calls itself: its User-Agent. */
  @IsOptional()
  @IsText(1_000)
  device?: string;
}
