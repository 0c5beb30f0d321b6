import { Controller, type DynamicModule, Module } from '@nestjs/common';
import {
  type NewAuditEntry,
  type AuditRecorded,
  RecordAudit,
  type RecordAuditRequest,
} from '@orderwire/contracts';
import {
  RpcHandler,
  PlatformModule,
  type RunningService,
  type ServiceConfig,
  startService,
} from '@orderwire/platform';
import { AuditNotes, type NoteTimes } from '../src/audit/audit-notes.js';

const times: NoteTimes = { everyMs: 50, answerMs: 20_000, lastMs: 20_000 };

/** Has a gateway send its notes soon, and wait for whom they are sent to, however slow the machine is. */
export const noteSoon = ({ app }: RunningService): void =>
  void Object.assign(app.get(AuditNotes, { strict: false }).times, times);

/** What was written down, batch by batch. */
export class FakeAuditLog {
  readonly batches: NewAuditEntry[][] = [];

  get notes(): NewAuditEntry[] {
    return this.batches.flat();
  }

  /** Answers as auth-ms does, through the platform's own server: only our own services are heard. */
  open(config: ServiceConfig): Promise<RunningService> {
    return startService('fake-audit-log', FakeAuditModule.with(config, this), config);
  }
}

@Controller()
class FakeAudit {
  constructor(private readonly log: FakeAuditLog) {}

  @RpcHandler(RecordAudit) async record({ notes }: RecordAuditRequest): Promise<AuditRecorded> {
    this.log.batches.push(notes);
    return { recorded: notes.length };
  }
}

@Module({})
class FakeAuditModule {
  static with(config: ServiceConfig, log: FakeAuditLog): DynamicModule {
    return {
      module: FakeAuditModule,
      imports: [PlatformModule.forGateway('fake-audit-log', config)],
      controllers: [FakeAudit],
      providers: [{ provide: FakeAuditLog, useValue: log }],
    };
  }
}
