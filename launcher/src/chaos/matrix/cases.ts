import { type FailpointMode, failpointNames } from '@orderwire/platform';
import { whoSaysWhat } from '../../compose/who-says-what.js';
import { repositoryRoot } from '../../repository.js';

/** Who can be told to fail; auth-ms is not on the path of an order. */
const services = ['products-ms', 'orders-ms', 'payments-ms'] as const;

/** One way to fail: this service, at this point, like this. */
export interface CrashCase {
  service: string;
  point: string;
  mode: FailpointMode;
}

/** Every case of one mode; `only` keeps those whose service and point fit. */
export function casesOf(mode: FailpointMode, only: RegExp): CrashCase[] {
  return whoSaysWhat(repositoryRoot, services).flatMap(({ service, reactions }) =>
    failpointNames(reactions.map(({ durable }) => durable))
      .filter((point) => service === 'payments-ms' || !/^(stripe|webhook)\./.test(point))
      .filter((point) => only.test(`${service} ${point}`))
      .map((point) => ({ service, point, mode })),
  );
}

/** Cases that no scene can bring about, each with the reason; every other case must strike. */
const outOfReach: { which: RegExp; because: string }[] = [];

/** Why no scene can pass this point; undefined when one should. */
export const reasonToMiss = ({ service, point }: CrashCase): string | undefined =>
  outOfReach.find(({ which }) => which.test(`${service} ${point}`))?.because;

export const nameOf = ({ service, point, mode }: CrashCase): string => `${service} ${point}:${mode}`;

/** Whether a case is about what orders-ms hears of accounts. */
export const isAboutAccounts = ({ point }: CrashCase): boolean =>
  /_(claim_guest_orders|forget_customer)\./.test(point);

/** Rounds in which each service fails at one point at most, so that a round tries several cases at once. */
export function roundsOf(cases: readonly CrashCase[]): CrashCase[][] {
  const rounds: CrashCase[][] = [];
  for (const one of cases) {
    const free = rounds.find((round) => round.every(({ service }) => service !== one.service));
    if (free) free.push(one);
    else rounds.push([one]);
  }
  return rounds;
}
