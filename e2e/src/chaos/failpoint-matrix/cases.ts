import { type FailpointMode, failpointNames } from '@orderwire/platform';
import { consumersOf } from '../consumers.js';

/** The services that take part in an order's payment. */
const services = ['products-ms', 'orders-ms', 'payments-ms'] as const;

/** An event whose consumer hangs is delivered again after this time. */
export const MATRIX_ACK_WAIT_SECONDS = 3;

/** What happens to the stream in a round of its own. */
const systemFaults = ['stream_remade', 'events_lost'] as const;
export type SystemFault = (typeof systemFaults)[number];

/** Those whose `system <fault>` matches `only`. */
export const systemFaultsOf = (only: RegExp): SystemFault[] =>
  systemFaults.filter((fault) => only.test(`system ${fault}`));

/** One service fails at one failpoint in one way. */
export interface FailpointCase {
  service: string;
  point: string;
  mode: FailpointMode;
}

/** Every case of one mode whose `<service> <failpoint>` matches `only`. */
export function casesOf(mode: FailpointMode, only: RegExp): FailpointCase[] {
  return services.flatMap((service) =>
    failpointNames(consumersOf([service]).map(({ durable }) => durable))
      // Only payments-ms talks to Stripe.
      .filter((point) => service === 'payments-ms' || !/^(stripe|webhook)\./.test(point))
      .filter((point) => only.test(`${service} ${point}`))
      .map((point) => ({ service, point, mode })),
  );
}

export const nameOf = ({ service, point, mode }: FailpointCase): string => `${service} ${point}:${mode}`;

/** Whether only account events reach the failpoint. */
export const needsAccounts = ({ point }: FailpointCase): boolean =>
  /_(claim_guest_orders|forget_customer)\./.test(point);

/** Groups cases into rounds, in each of which a service fails at one failpoint at most. */
export function roundsOf(cases: readonly FailpointCase[]): FailpointCase[][] {
  const rounds: FailpointCase[][] = [];
  for (const one of cases) {
    const free = rounds.find((round) => round.every(({ service }) => service !== one.service));
    if (free) free.push(one);
    else rounds.push([one]);
  }
  return rounds;
}
