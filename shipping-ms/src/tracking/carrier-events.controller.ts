import { BadRequestException, Body, Controller, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import { InjectLogger, type Logger, networkOf, RefusedWebhooks } from '@orderwire/platform';
import { ReceiveCarrierEventUseCase } from './receive-carrier-event.use-case.js';

/**
 * The webhook of the carrier. 200: the event is stored. 400: it is not signed with our secret, or is
 * no event. 5xx: it could not be stored, and the carrier sends it again.
 */
@Controller('carrier-events')
export class CarrierEventsController {
  constructor(
    private readonly receiveEvent: ReceiveCarrierEventUseCase,
    private readonly refused: RefusedWebhooks,
    @InjectLogger() private readonly log: Logger,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Body() body: unknown,
    @Ip() ip: string,
    @Headers('x-hmac-signature') signature: string | undefined,
  ): Promise<{ received: true }> {
    const network = networkOf(ip) ?? '';
    const reason = await this.receiveEvent.execute(Buffer.isBuffer(body) ? body : Buffer.alloc(0), signature);
    if (reason) {
      if (this.refused.refuse(network, reason))
        this.log.warn({ reason }, 'an event of the carrier was refused');
      throw new BadRequestException(reason);
    }
    this.refused.accept(network);
    return { received: true };
  }
}
