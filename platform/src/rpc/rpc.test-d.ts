import {
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  GetOrder,
  OrderPaid,
} from '@orderwire/contracts';
import { RpcHandler } from './rpc-server.js';
import type { RpcClient } from './rpc-client.js';

/** Compiled, never run: each line marked with ts-expect-error must not compile. */
export async function requesting(rpc: RpcClient): Promise<void> {
  const reply: CreateOrderReply = await rpc.request(CreateOrder, {
    items: [{ productId: 'x', quantity: 1 }],
  });
  void reply.paymentSession?.url;

  // @ts-expect-error a field of the request is missing
  await rpc.request(CreateOrder, {});

  // @ts-expect-error a field has the wrong type
  await rpc.request(GetOrder, { orderId: 42 });

  // @ts-expect-error a field the contract does not know
  await rpc.request(GetOrder, { orderId: 'x', fast: true });

  // @ts-expect-error the reply is the contract's
  const wrong: CreateOrderReply = await rpc.request(GetOrder, { orderId: 'x' });
  void wrong;

  // @ts-expect-error an event is published, not requested
  await rpc.request(OrderPaid, { orderId: 'x' });
}

export class Handling {
  @RpcHandler(CreateOrder)
  right(_request: CreateOrderRequest): Promise<CreateOrderReply> {
    return Promise.reject(new Error('never called'));
  }

  // @ts-expect-error another request type
  @RpcHandler(CreateOrder)
  wrongRequest(_request: { orderId: string }): Promise<CreateOrderReply> {
    return Promise.reject(new Error('never called'));
  }

  // @ts-expect-error another reply type
  @RpcHandler(CreateOrder)
  wrongReply(_request: CreateOrderRequest): Promise<{ ok: boolean }> {
    return Promise.resolve({ ok: true });
  }

  // @ts-expect-error a reply is a promise
  @RpcHandler(GetOrder)
  notAPromise(request: { orderId: string }): { id: string } {
    return { id: request.orderId };
  }

  // @ts-expect-error an event has no RPC handler
  @RpcHandler(OrderPaid)
  event(): Promise<void> {
    return Promise.resolve();
  }
}
