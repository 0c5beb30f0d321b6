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

/**
 * Passes errors to the RPC server unchanged. Nest's own filter would replace them with one generic
 * message.
 */
@Catch()
class RethrowFilter implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

type Handler<Request, Reply> = (request: Request) => Promise<Reply>;

/**
 * This method handles the requests of a contract. It receives a validated request. Its parameter
 * and result types are checked against the contract at compile time.
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
      UseFilters(new RethrowFilter()),
    )(target, key, descriptor);
  };
}
