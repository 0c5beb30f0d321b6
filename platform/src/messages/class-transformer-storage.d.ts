declare module 'class-transformer/cjs/storage.js' {
  import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';
  /**
   * class-transformer's own registry; its published types leave it out, and
   * class-validator-jsonschema needs it.
   */
  export const defaultMetadataStorage: MetadataStorage;
}
