import { contextOrSystem } from '@orderwire/platform';
import { type Origin, originOf } from '../domain/origin.js';

/** From where the request at hand comes, as the gateway saw it. */
export const askedFrom = (): Origin => originOf(contextOrSystem().origin ?? {});
