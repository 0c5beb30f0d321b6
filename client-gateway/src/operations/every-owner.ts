import { isUnavailable, type Owner, owners } from '@orderwire/contracts';

/** What the services answered that did, and the names of those that did not. */
export interface Answers<Answer> {
  answers: Answer[];
  /** In alphabetical order. */
  unavailable: Owner[];
}

/** Asks every service that owns a database the same. One that is away is named; any other fault is thrown. */
export async function askEveryOwner<Answer>(
  ask: (owner: Owner) => Promise<Answer>,
): Promise<Answers<Answer>> {
  const unavailable: Owner[] = [];
  const answers = await Promise.all(
    owners.map(async (owner) => {
      try {
        return [await ask(owner)];
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        unavailable.push(owner);
        return [];
      }
    }),
  );
  return { answers: answers.flatMap((one) => one), unavailable: unavailable.sort() };
}
