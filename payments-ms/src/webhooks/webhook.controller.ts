import {
  BadRequestException,
  Body,
  Controller,
  Headers,
  HttpCode,
  Ip,
  Post,
  ServiceUnavailableException,
} from '@nestjs/common';
import { InjectLogger, type Logger, networkOf, RefusedWebhooks } from '@orderwire/platform';
import { ReceiveStripeEventUseCase } from './receive-stripe-event.use-case.js';
import { InvalidSignature, UnusableEvent } from './stripe-event.js';

/**
 * Stripe's webhook endpoint. 200: stored. 400: not from Stripe, or no event; the detail says what to
 * correct. 429: too many such requests from this network. 503: not stored, Stripe retries.
 */
@Controller('payments')
export class WebhookController {
  constructor(
    private readonly receive: ReceiveStripeEventUseCase,
    private readonly refused: RefusedWebhooks,
    @InjectLogger() private readonly log: Logger,
  ) {}

  @Post('webhook')
  @HttpCode(200)
  async webhook(
    @Body() body: unknown,
    @Ip() ip: string,
    @Headers('stripe-signature') signature?: string,
  ): Promise<{ received: true }> {
    const network = networkOf(ip) ?? '';
    try {
      await this.receive.execute(Buffer.isBuffer(body) ? body : Buffer.alloc(0), signature);
      this.refused.accept(network);
      return { received: true };
    } catch (error) {
      if (error instanceof InvalidSignature) {
        if (this.refused.refuse(network, error.message))
          this.log.warn({ reason: error.message }, 'a webhook request was refused');
        throw new BadRequestException(error.message);
      }
      if (error instanceof UnusableEvent) {
        this.log.warn({ reason: error.message }, 'a webhook of Stripe cannot be used');
        throw new BadRequestException(error.message);
      }
      this.log.error({ err: error }, 'a Stripe event could not be stored; Stripe will retry');
      throw new ServiceUnavailableException('The event could not be stored; send it again.');
    }
  }
}
