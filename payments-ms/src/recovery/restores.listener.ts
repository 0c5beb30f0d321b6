import { AfterRestore, type Restore } from '@orderwire/platform';
import { RecoverSessionsUseCase, spanOf } from './recover-sessions.use-case.js';
import { ReconcileUseCase } from '../reconciliation/reconcile.use-case.js';

/** Recovers payments after a restore of a database. */
export class RestoresListener {
  constructor(
    private readonly recoverSessions: RecoverSessionsUseCase,
    private readonly reconcile: ReconcileUseCase,
  ) {}

  /** Before a session is opened or expired: an order could get a second one. */
  @AfterRestore('own')
  importSessions(restore: Restore, signal: AbortSignal): Promise<void> {
    return this.recoverSessions.importSessions(restore, signal);
  }

  /** Payments, refunds, disputes and the ledger since the backup. */
  @AfterRestore('later')
  async recover(restore: Restore, signal: AbortSignal): Promise<void> {
    if (restore.service === 'payments-ms')
      await this.reconcile.execute(spanOf(restore), { resolve: true, signal });
    if (restore.service === 'orders-ms') await this.recoverSessions.expireLost(restore, signal);
  }
}
