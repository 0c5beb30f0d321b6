import type { MessageClass, RpcContract } from '../contract.js';
import { rpc } from '../contract.js';

/** The services that own a database, by the first word of their subjects. Each answers for its own events. */
export const owners = ['auth', 'orders', 'payments', 'products'] as const;

export type Owner = (typeof owners)[number];

/** The same question to each of the services that own a database. */
export type PerOwner<Request extends object, Reply extends object> = Readonly<
  Record<Owner, RpcContract<Request, Reply>>
>;

/** Declares `<owner>.<verb>` for every owner, for staff alone. Platform answers it; no service writes a line for it. */
export function perOwner<Request extends object, Reply extends object>(
  verb: string,
  request: MessageClass<Request>,
  reply: MessageClass<Reply>,
  timeoutMs = 10_000,
): PerOwner<Request, Reply> {
  const contracts = owners.map((owner) => [
    owner,
    rpc(`${owner}.${verb}`, request, reply, { access: 'staff', timeoutMs }),
  ]);
  return Object.fromEntries(contracts) as PerOwner<Request, Reply>;
}
