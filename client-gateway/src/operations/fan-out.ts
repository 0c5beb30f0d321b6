import { isUnavailable, type Owner, owners } from '@orderwire/contracts';

/** The replies of the services that are available, and the names of the others. */
export interface FanOutResult<Reply> {
  replies: Reply[];
  /** In alphabetical order. */
  unavailable: Owner[];
}

/**
 * Sends one request to every service that owns a database. Faults other than unavailability are
 * thrown.
 */
export async function fanOut<Reply>(send: (owner: Owner) => Promise<Reply>): Promise<FanOutResult<Reply>> {
  const unavailable: Owner[] = [];
  const replies = await Promise.all(
    owners.map(async (owner) => {
      try {
        return [await send(owner)];
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        unavailable.push(owner);
        return [];
      }
    }),
  );
  return { replies: replies.flat(), unavailable: unavailable.sort() };
}
