import { type EventContract, event, isFaultOf, type RpcContract, rpc } from './contract.js';
import { DeadlineExceeded } from './faults.js';
import { NotAssignable, OrderNotFound } from './orders/faults.js';

/** Compiled, never run: each line marked with ts-expect-error must not compile. */
class Request {
  id!: string;
}
class Reply {
  total!: number;
}
const options = {
  description: '',
  request: Request,
  reply: Reply,
  access: 'anyone',
  callers: ['client-gateway'],
} as const;

export const sample = rpc('types.sample', { ...options, faults: [OrderNotFound], example: { id: '1' } });
export const contracts: readonly [
  RpcContract<Request, Reply, 'orders.not_found'>,
  RpcContract<object, object>,
] = [sample, sample];
export const fact: EventContract<Reply> = event('types.fact', {
  description: '',
  payload: Reply,
  aggregateId: ({ total }) => String(total),
});

// @ts-expect-error a reply of another class
export const wrongReply: RpcContract<Request, Request> = rpc('types.wrong_reply', options);

// @ts-expect-error an event is not a request
export const wrongKinds: readonly RpcContract<Reply, Reply>[] = [fact];

// @ts-expect-error the aggregate's id is text
event('types.wrong_id', { description: '', payload: Reply, aggregateId: ({ total }) => total });

// @ts-expect-error an event has an aggregate id
event('types.no_id', { description: '', payload: Reply });

// @ts-expect-error an interface has no rules: messages are classes
rpc('types.no_class', { ...options, reply: {} as Reply });

// @ts-expect-error a contract has an access
rpc('types.no_access', { description: '', request: Request, reply: Reply, callers: [] });

// @ts-expect-error an example is a request
rpc('types.wrong_example', { ...options, example: { id: 1 } });

// @ts-expect-error details are named
OrderNotFound('42');

export const declared: boolean = isFaultOf(sample, new Error(), OrderNotFound, DeadlineExceeded);

// @ts-expect-error the contract does not declare this fault
isFaultOf(sample, new Error(), NotAssignable);

// @ts-expect-error a contract without faults declares none
isFaultOf(rpc('types.no_faults', options), new Error(), OrderNotFound);

// @ts-expect-error a contract names its callers
rpc('types.no_callers', { description: '', request: Request, reply: Reply, access: 'anyone' });
