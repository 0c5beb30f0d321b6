import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { type Access, EmptyRequest, rpc } from '@orderwire/contracts';
import { IsString } from 'class-validator';
import { RpcHandler, contextOrSystem, PlatformModule, type ServiceConfig } from '../src/index.js';

export class WhoReply {
  /** The handler's context as JSON. */
  @IsString()
  context!: string;
}

const requestOf = (access: Access) =>
  rpc(`whoami.${access}`, {
    description: 'The context of the handler.',
    request: EmptyRequest,
    reply: WhoReply,
    access,
    callers: ['test', 'forwarder'],
    ...(access === 'anyone' && { systemCallers: ['test'] }),
    timeoutMs: 60_000,
  });

export const requests = {
  anyone: requestOf('anyone'),
  account: requestOf('account'),
  staff: requestOf('staff'),
  admin: requestOf('admin'),
  service: requestOf('service'),
};

const who = (): Promise<WhoReply> => Promise.resolve({ context: JSON.stringify(contextOrSystem()) });

@Controller()
class WhoController {
  @RpcHandler(requests.anyone) anyone(_: EmptyRequest): Promise<WhoReply> {
    return who();
  }
  @RpcHandler(requests.account) account(_: EmptyRequest): Promise<WhoReply> {
    return who();
  }
  @RpcHandler(requests.staff) staff(_: EmptyRequest): Promise<WhoReply> {
    return who();
  }
  @RpcHandler(requests.admin) admin(_: EmptyRequest): Promise<WhoReply> {
    return who();
  }
  @RpcHandler(requests.service) service(_: EmptyRequest): Promise<WhoReply> {
    return who();
  }
}

/** Replies with the context in which its handlers run. */
@Module({})
export class WhoModule {
  static with(config: ServiceConfig): DynamicModule {
    return {
      module: WhoModule,
      imports: [PlatformModule.forGateway('who-ms', config)],
      controllers: [WhoController],
    };
  }
}
