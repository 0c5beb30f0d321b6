/** A request that says all by its subject and its headers. */
export class EmptyRequest {}
