import { Injectable } from '@nestjs/common';
import { AfterRestore, type Restore } from '@orderwire/platform';
import { RecoverReservationsUseCase } from '../application/recover-reservations.use-case.js';

/** Corrects stock and reservations after a restore of a database. */
@Injectable()
export class RestoresListener {
  constructor(private readonly recoverReservations: RecoverReservationsUseCase) {}

  /** Before anything is sold: what this database lacks would be sold twice. */
  @AfterRestore('own')
  reserveAgain(restore: Restore, signal: AbortSignal): Promise<void> {
    return this.recoverReservations.reserveAgain(restore, signal);
  }

  @AfterRestore('later')
  async returnLost(restore: Restore, signal: AbortSignal): Promise<void> {
    if (restore.service === 'orders-ms') await this.recoverReservations.returnLost(restore, signal);
  }
}
