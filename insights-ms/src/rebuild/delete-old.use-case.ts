import { Injectable } from '@nestjs/common';
import { GenerationRepository } from './generation.repository.js';

/** Deletes rows of earlier generations, and orders that were never stored. */
@Injectable()
export class DeleteOldUseCase {
  constructor(private readonly generations: GenerationRepository) {}

  execute(signal?: AbortSignal): Promise<void> {
    return this.generations.deleteOld(() => signal?.aborted ?? false);
  }
}
