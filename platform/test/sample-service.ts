import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { event, fault, rpc } from '@orderwire/contracts';
import { IsInt, IsString } from 'class-validator';
import {
  AfterRestore,
  RpcHandler,
  Database,
  type DatabaseConfig,
  type Delivery,
  Outbox,
  PlatformModule,
  EventHandler,
  type ServiceConfig,
  statement,
  type Tx,
} from '../src/index.js';

export class BookRequest {
  @IsString()
  account!: string;

  @IsInt()
  amount!: number;
}
export class BookReply {
  @IsInt()
  balance!: number;
}
export class BookedEvent {
  @IsString()
  account!: string;

  @IsInt()
  amount!: number;
}

export const Overdrawn = fault('conflict', 'sample.overdrawn', 'There is not enough on this account.');
export const Book = rpc('sample.book', {
  description: 'Adds an amount to an account.',
  request: BookRequest,
  reply: BookReply,
  access: 'anyone',
  callers: ['test', 'client-gateway'],
  systemCallers: ['test'],
  timeoutMs: 1_500,
  faults: [Overdrawn],
});
export const Booked = event('sample.booked', {
  description: 'An amount was added to an account.',
  payload: BookedEvent,
  aggregateId: ({ account }) => account,
});

const add = statement<{ balance: number }, { account: string; amount: number }>(
  'sample.add',
  `INSERT INTO accounts (name, balance) VALUES (:account, :amount)
   ON CONFLICT (name) DO UPDATE SET balance = accounts.balance + excluded.balance RETURNING balance`,
);
const copy = statement<Record<string, never>, { accounts: string[]; amounts: number[]; seen: string[] }>(
  'sample.copy',
  'INSERT INTO copies (account, amount, seen) SELECT * FROM unnest(:accounts::text[], :amounts::int[], :seen::text[])',
);

/** Lets a test delay a handler or make it fail. */
export class HandlerHooks {
  before: () => Promise<void> = async () => undefined;
  beforeEvents: (deliveries: Delivery<BookedEvent>[]) => Promise<void> = async () => undefined;
  batches: number[] = [];
  /** The recovery from a restore of the database. */
  recover: () => Promise<void> = async () => undefined;
}

@Controller()
class SampleController {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly hooks: HandlerHooks,
  ) {}

  @RpcHandler(Book)
  async book({ account, amount }: BookRequest): Promise<BookReply> {
    await this.hooks.before();
    return this.database.transaction(async (tx) => {
      const [row] = await tx.run(add, { account, amount });
      const balance = row?.balance ?? 0;
      this.outbox.add(tx, Booked, { account, amount });
      if (balance < 0) throw Overdrawn({ account, balance });
      return { balance };
    });
  }

  @AfterRestore('own')
  recover(): Promise<void> {
    return this.hooks.recover();
  }

  @EventHandler(Booked, 'copy_booking')
  async copy(deliveries: Delivery<BookedEvent>[], tx: Tx): Promise<void> {
    this.hooks.batches.push(deliveries.length);
    await this.hooks.beforeEvents(deliveries);
    const events = deliveries.map(({ event }) => event);
    await tx.run(copy, {
      accounts: events.map((e) => e.account),
      amounts: events.map((e) => e.amount),
      seen: deliveries.map((d) => d.correlationId),
    });
  }
}

@Module({})
export class SampleModule {
  static with(
    config: ServiceConfig & DatabaseConfig,
    hooks = new HandlerHooks(),
    service = 'sample-ms',
  ): DynamicModule {
    return {
      module: SampleModule,
      imports: [PlatformModule.forService(service, config)],
      controllers: [SampleController],
      providers: [{ provide: HandlerHooks, useValue: hooks }],
    };
  }
}
