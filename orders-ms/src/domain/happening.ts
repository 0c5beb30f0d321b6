import type { TimelineStep } from '@orderwire/contracts';

/** Something that happened to an order, in words for people and details for programs. */
export interface Happening {
  step: TimelineStep;
  message: string;
  details: Record<string, unknown>;
}
