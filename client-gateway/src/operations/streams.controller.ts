import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ConsumerNotFound,
  type ConsumerView,
  GetOutbox,
  ListConsumers,
  type Owner,
  owners,
  PauseConsumer,
  PauseConsumerRequest,
  ResumeConsumer,
  ResumeConsumerRequest,
} from '@orderwire/contracts';
import { durableNameOf, RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';
import { fanOut } from './fan-out.js';
import { OutboxList, StreamList } from './operations-messages.js';

/** The stream of all events, its consumers, and the outboxes. */
@ApiTags('Operations')
@Controller('operations')
export class StreamsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('streams')
  @Route(ListConsumers, {
    response: StreamList,
    summary: 'List streams with their consumers and the lag of each',
    description:
      '`pending` is the lag: events that were not delivered yet. Each service reports its own consumers; one that is down is ' +
      'named in `unavailable`.',
  })
  async list(): Promise<StreamList> {
    const { replies, unavailable } = await fanOut((owner) => this.rpc.request(ListConsumers[owner], {}));
    const consumers = replies
      .flatMap((reply) => reply.consumers)
      .sort((one, other) => (one.consumer < other.consumer ? -1 : 1));
    const stream = replies.find((reply) => reply.stream)?.stream;
    return { data: stream ? [{ ...stream, consumers }] : [], unavailable };
  }

  @Post('consumers/:consumer/pause')
  @Route(PauseConsumer, {
    summary: 'Pause a consumer for some minutes',
    description:
      'Its events wait in the stream, and it continues by itself when the time is over. The pause outlives restarts. ' +
      'Requeuing a dead letter, and the periodic checks of its service, go on.',
  })
  pause(@ContractRequest() request: PauseConsumerRequest): Promise<ConsumerView> {
    return this.rpc.request(PauseConsumer[ownerOf(request.consumer)], request);
  }

  @Post('consumers/:consumer/resume')
  @Route(ResumeConsumer, { summary: 'Resume a paused consumer' })
  resume(@ContractRequest() request: ResumeConsumerRequest): Promise<ConsumerView> {
    return this.rpc.request(ResumeConsumer[ownerOf(request.consumer)], request);
  }

  @Get('outbox')
  @Route(GetOutbox, {
    response: OutboxList,
    summary: 'Show how many events wait in the outbox of each service, and since when',
    description:
      'Numbers above 100,000 are shown as 100,000. A service that is down is named in `unavailable`.',
  })
  async outbox(): Promise<OutboxList> {
    const { replies: data, unavailable } = await fanOut((owner) => this.rpc.request(GetOutbox[owner], {}));
    return { data, unavailable };
  }
}

/** Of `orders_ms_settle_order`: `orders`. Throws consumers.not_found. */
function ownerOf(consumer: string): Owner {
  const owner = owners.find((each) => consumer.startsWith(durableNameOf(`${each}-ms`, '')));
  if (!owner) throw ConsumerNotFound({ consumer });
  return owner;
}
