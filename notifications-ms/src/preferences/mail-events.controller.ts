import {
  BadRequestException,
  Body,
  Controller,
  Headers,
  HttpCode,
  Ip,
  NotFoundException,
  Post,
} from '@nestjs/common';
import { InjectLogger, type Logger, networkOf, RefusedWebhooks } from '@orderwire/platform';
import { MailEventVerifier } from './mail-event-verifier.js';
import { SuppressAddressesUseCase } from './suppress-addresses.use-case.js';

/**
 * The webhook of the mail provider, in the shape of Resend's events, signed as Standard Webhooks.
 * 200: the addresses that bounced or complained get no mail any more; other events are ignored.
 * 400: not signed, or no event.
 */
@Controller('mail-events')
export class MailEventsController {
  constructor(
    private readonly verifier: MailEventVerifier,
    private readonly suppressAddresses: SuppressAddressesUseCase,
    private readonly refused: RefusedWebhooks,
    @InjectLogger() private readonly log: Logger,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Body() body: unknown,
    @Ip() ip: string,
    @Headers() headers: Record<string, string>,
  ): Promise<{ received: true }> {
    if (!this.verifier.isConfigured) throw new NotFoundException();
    const network = networkOf(ip) ?? '';
    const event = this.verifier.read(Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers);
    if ('refused' in event) {
      if (this.refused.refuse(network, event.refused))
        this.log.warn({ reason: event.refused }, 'a mail event was refused');
      throw new BadRequestException(event.refused);
    }
    this.refused.accept(network);
    await this.suppressAddresses.execute(event);
    return { received: true };
  }
}
