import { Injectable } from '@nestjs/common';
import { AfterRestore, type Restore } from '@orderwire/platform';
import { RecoverDocumentsUseCase } from './recover-documents.use-case.js';

/** Recovers documents after a restore of a database. */
@Injectable()
export class RestoresListener {
  constructor(private readonly recoverDocuments: RecoverDocumentsUseCase) {}

  /** Before a number is given: it could be given twice. */
  @AfterRestore('own')
  reserveNumbers(restore: Restore): Promise<void> {
    return this.recoverDocuments.reserveNumbers(restore);
  }

  /** Invoices of orders that a restore of orders-ms lost: their payments are refunded. */
  @AfterRestore('later')
  async creditLostOrders(restore: Restore): Promise<void> {
    if (restore.service === 'orders-ms') await this.recoverDocuments.creditLostOrders(restore);
  }
}
