/** Injection token of the {@link FileStore}. */
export const FILE_STORE = Symbol('FILE_STORE');

/** Files by the SHA-256 of their bytes. A stored file never changes and is never deleted. */
export interface FileStore {
  /** Stores the bytes under their SHA-256, unless they are there. Complete or not at all. */
  put(sha256: string, bytes: Buffer, contentType: string): Promise<void>;
  /** The bytes. Throws a {@link FileDamaged} for a file that is missing or has other bytes. */
  get(sha256: string): Promise<Buffer>;
}

/** A stored file is missing, or its bytes have another SHA-256. */
export class FileDamaged extends Error {
  override readonly name = 'FileDamaged';

  constructor(
    readonly sha256: string,
    problem: string,
  ) {
    super(`the file ${sha256} ${problem}`);
  }
}
