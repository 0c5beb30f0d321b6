import { type EventContract, event, type RpcContract, rpc } from './contract.js';
import { OrderNotFound } from './orders/faults.js';

/** Compiled, never run: each line marked with ts-expect-error must not compile. */
class Request {
  id!: string;
}
class Reply {
  total!: number;
}

export const ask: RpcContract<Request, Reply> = rpc('types.ask', Request, Reply, { access: 'anyone' });
export const told: EventContract<Reply> = event('types.told', Reply, (payload) => String(payload.total));

// @ts-expect-error a reply of another class
export const wrongReply: RpcContract<Request, Request> = rpc('types.wrong_reply', Request, Reply, {
  access: 'anyone',
});

// @ts-expect-error an event is not a request
export const wrongKind: RpcContract<Reply, Reply> = event('types.wrong_kind', Reply, () => '');

// @ts-expect-error the aggregate's id is text
event('types.wrong_id', Reply, (payload) => payload.total);

// @ts-expect-error an event says which of its fields is the aggregate's id
event('types.no_id', Reply);

// @ts-expect-error an interface has no rules: messages are classes
rpc('types.no_class', Request, {} as Reply, { access: 'anyone' });

// @ts-expect-error a contract says who may ask
rpc('types.no_access', Request, Reply);

// @ts-expect-error details are named
OrderNotFound('42');
