import type { Collection } from './collection.js';
import type { Kind, Records } from './records.js';

/** The present version of everything, by kind. */
export type Rows = { [K in Kind]: Collection<Records[K]> };
