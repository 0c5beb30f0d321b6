/** The part of an id that differs between orders: ids of version 7 begin with their time. */
export const shortId = (id: string): string => id.slice(-8);
