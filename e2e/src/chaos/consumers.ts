import { repositoryRoot, whoSaysWhat } from '@orderwire/launcher/system';

/** Durable consumers of these services, and the subject that each of them reads. */
export const consumersOf = (services: readonly string[]): { durable: string; subject: string }[] =>
  whoSaysWhat(repositoryRoot, services).flatMap(({ reactions }) => reactions);
