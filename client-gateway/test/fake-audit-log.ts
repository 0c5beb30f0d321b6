import { Controller, type DynamicModule, Module } from '@nestjs/common';
import {
  type AuditNote,
  type AuditRecorded,
  RecordAudit,
  type RecordAuditRequest,
} from '@orderwire/contracts';
import {
  Answers,
  PlatformModule,
  type RunningService,
  type ServiceConfig,
  startService,
} from '@orderwire/platform';

/** What was written down, batch by batch. */
export class FakeAuditLog {
  readonly batches: AuditNote[][] = [];

  get notes(): AuditNote[] {
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

  @Answers(RecordAudit) async record({ notes }: RecordAuditRequest): Promise<AuditRecorded> {
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
