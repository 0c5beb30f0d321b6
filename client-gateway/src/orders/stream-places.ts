import { fault } from '@orderwire/contracts';

/** Whose streams are counted together: those of an address, of an account, and of one order. */
export type Crowd = 'ip' | 'account' | 'order';

/** `details.limit` says which of them has no place left; every stream that is closed makes room for another. */
export const TooManyStreams = fault(
  'too_many',
  'http.too_many_streams',
  'Too many streams are open at once; close one, or read the timeline instead.',
);

/** When asking for a place again makes sense. */
const RETRY_AFTER_MS = 5_000;

/** Places for streams in this replica, so that no one client takes them all. */
export class StreamPlaces {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: Readonly<Record<Crowd, number>>) {}

  /** Takes a place and returns what gives it back. Throws {@link TooManyStreams} when there is none. */
  take(crowd: Crowd, key: string): () => void {
    const name = `${crowd} ${key}`;
    const before = this.taken.get(name) ?? 0;
    if (before >= this.most[crowd]) throw TooManyStreams({ limit: crowd, retryAfterMs: RETRY_AFTER_MS });
    this.taken.set(name, before + 1);
    return () => {
      const left = (this.taken.get(name) ?? 0) - 1;
      if (left > 0) this.taken.set(name, left);
      else this.taken.delete(name);
    };
  }
}
