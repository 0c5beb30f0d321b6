import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, HttpStatus, Inject, Res } from '@nestjs/common';
import { deriveKey } from '../config/secret-key.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** Injection token of the keys of which one shows the details of the readiness report. */
export const HEALTH_KEYS = Symbol('HealthKeys');

/** Sent as `Authorization: Bearer …` by `npm run doctor`. Derived from `SERVICE_KEY`; proves nothing else. */
export const healthKeyOf = (serviceKey: string): string =>
  deriveKey(serviceKey, 'health').toString('base64url');

/** Liveness: the event loop responds. Readiness: the process can serve requests. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    @Inject(HEALTH_KEYS) private readonly keys: readonly string[],
  ) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  /** 200 or 503. Only holders of a health key see more than the status: the log has the reasons. */
  @Get('ready')
  async ready(
    @Res({ passthrough: true }) reply: { status(code: number): unknown },
    @Headers('authorization') authorization = '',
  ): Promise<ReadinessReport | Pick<ReadinessReport, 'status'>> {
    const report = await this.readiness.report();
    if (report.status !== 'ready') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    const sent = Buffer.from(authorization.replace(/^Bearer /, ''));
    const isKnown = this.keys.some(
      (key) => key.length === sent.length && timingSafeEqual(Buffer.from(key), sent),
    );
    return isKnown ? report : { status: report.status };
  }
}
