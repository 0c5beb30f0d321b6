import { type Access, type Callers, type MessageClass, rpc, type RpcContract } from '../contract.js';
import type { FaultFactory } from '../fault.js';

/**
 * The services that own a database, by the first word of their requests. Each handles operations on
 * its own events.
 */
export const owners = [
  'auth',
  'orders',
  'payments',
  'products',
  'notifications',
  'invoices',
  'shipping',
  'insights',
] as const;

export type Owner = (typeof owners)[number];

/** The same contract for each service that owns a database. */
export type PerOwner<Request extends object, Reply extends object, Code extends string = string> = Readonly<
  Record<Owner, RpcContract<Request, Reply, Code>>
>;

/**
 * Declares `<owner>.<verb>` for every owner, by default for staff. Platform handles these requests in every
 * service.
 */
export function perOwner<Request extends object, Reply extends object, Code extends string = never>(
  verb: string,
  options: {
    description: string;
    request: MessageClass<Request>;
    reply: MessageClass<Reply>;
    access?: Access;
    /** Default: the gateway. */
    callers?: Readonly<Record<Owner, Callers>>;
    timeoutMs?: number;
    faults?: readonly FaultFactory<Code>[];
    readOnly?: boolean;
    audited?: readonly (keyof NoInfer<Request> & string)[];
    presenceAudited?: readonly (keyof NoInfer<Request> & string)[];
    example?: NoInfer<Request>;
  },
): PerOwner<Request, Reply, Code> {
  const contracts = owners.map((owner) => {
    const callers = options.callers?.[owner] ?? ['client-gateway'];
    return [owner, rpc(`${owner}.${verb}`, { access: 'staff', timeoutMs: 10_000, ...options, callers })];
  });
  return Object.fromEntries(contracts) as PerOwner<Request, Reply, Code>;
}
