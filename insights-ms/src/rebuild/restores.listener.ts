import { Injectable } from '@nestjs/common';
import { AfterRestore, type Restore } from '@orderwire/platform';
import { RebuildUseCase } from './rebuild.use-case.js';

/** A restored owner has lost orders that were counted: the read models are built anew. */
@Injectable()
export class RestoresListener {
  constructor(private readonly rebuild: RebuildUseCase) {}

  @AfterRestore('later')
  async rebuildAfter({ service }: Restore): Promise<void> {
    if (service === 'orders-ms' || service === 'payments-ms') await this.rebuild.start();
  }
}
