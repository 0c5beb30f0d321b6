import { type FailpointMode, failpointNames } from '@orderwire/platform';
import { consumersOf } from '../consumers.js';

/** The services that take part in an order's payment, and those that work afterwards. */
export const services = [
  'products-ms',
  'orders-ms',
  'payments-ms',
  'notifications-ms',
  'invoices-ms',
  'shipping-ms',
  'insights-ms',
] as const;

/** Services that publish no events. */
const silent: readonly string[] = ['notifications-ms', 'insights-ms'];

/** Failpoints of some services only: Stripe calls payments-ms alone, and some publish no events. */
const isReachedBy = (service: (typeof services)[number], point: string): boolean => {
  if (/^(stripe|webhook)\./.test(point)) return service === 'payments-ms';
  return !silent.includes(service) || !/^(transaction|outbox)\./.test(point);
};

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

/** Events that a round publishes only when it has violated a rule. */
const isTrouble = (subject: string): boolean =>
  /\.dead_letter_stored$|^reconciliation\.difference_found$/.test(subject);

/** Every case of one mode whose `<service> <failpoint>` matches `only`. */
export function casesOf(mode: FailpointMode, only: RegExp): FailpointCase[] {
  return services.flatMap((service) =>
    failpointNames(
      consumersOf([service]).flatMap(({ durable, subject }) => (isTrouble(subject) ? [] : [durable])),
    )
      .filter((point) => isReachedBy(service, point))
      .filter((point) => only.test(`${service} ${point}`))
      .map((point) => ({ service, point, mode })),
  );
}

export const nameOf = ({ service, point, mode }: FailpointCase): string => `${service} ${point}:${mode}`;

/** Whether only account events reach the failpoint. */
export const needsAccounts = ({ service, point }: FailpointCase): boolean =>
  consumersOf([service]).some(
    ({ durable, subject }) => point.startsWith(`${durable}.`) && subject.startsWith('user.'),
  );

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
