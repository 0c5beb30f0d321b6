import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type RpcExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';
import type { RpcContract } from '@orderwire/contracts';
import { type Observable, throwError } from 'rxjs';

/** Lets errors reach the RPC server as they are; Nest's own filter would turn them all into one sentence. */
@Catch()
class PassErrorsOn implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

type Handler<Request, Reply> = (request: Request) => Promise<Reply>;

/**
 * This method answers a contract. It is called with a validated request, and its type is checked against the contract:
 * a handler that takes or gives anything else does not compile.
 */
export function RpcHandler<Request extends object, Reply extends object>(
  contract: RpcContract<Request, Reply>,
) {
  return <Method extends Handler<Request, Reply>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    applyDecorators(
      MessagePattern(contract.subject, Transport.NATS, { contract }),
      UseFilters(new PassErrorsOn()),
    )(target, key, descriptor);
  };
}
