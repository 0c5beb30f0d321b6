import { fault } from '../../fault.js';

/** The service has no consumer of this name; `details.consumer` is the name. */
export const ConsumerNotFound = fault(
  'not_found',
  'consumers.not_found',
  'There is no consumer of this name.',
);
