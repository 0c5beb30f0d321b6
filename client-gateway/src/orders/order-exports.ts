import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import {
  CountOrders,
  fault,
  ListOrders,
  MAX_PAGE,
  type OrderFilter,
  type OrderPage,
  Overloaded,
} from '@orderwire/contracts';
import { type Context, contextOrSystem, RpcClient, runInContext } from '@orderwire/platform';
import { csvHeader, csvLine } from './order-csv.js';

/** The most orders of one file. */
const MAX_EXPORTED_ORDERS = 50_000;

/** Downloads at once, in this process. */
const MAX_EXPORTS = 2;
/** The deadline of each page: that of the request would end a long download. */
const PAGE_TIMEOUT_MS = 15_000;
/** A client that takes nothing for so long loses its download: another may begin. */
const STALLED_MS = 60_000;

/** More orders match than one file has (`details.max`). */
export const ExportTooLarge = fault(
  'unprocessable',
  'orders.export_too_large',
  'More orders match than one file may have. Narrow the filter, for example by time.',
);

/** Streams orders as CSV, page by page: its memory does not grow with the number of orders. */
@Injectable()
export class OrderExports {
  private running = 0;

  constructor(private readonly rpc: RpcClient) {}

  /** Throws before anything is sent. A failure later cuts the response off, so that it is not taken for complete. */
  async open(filter: OrderFilter): Promise<StreamableFile> {
    if (this.running >= MAX_EXPORTS) throw Overloaded({ retryAfterMs: 5_000 });
    this.running++;
    try {
      const { more } = await this.rpc.request(CountOrders, { filter, upTo: MAX_EXPORTED_ORDERS });
      if (more) throw ExportTooLarge({ max: MAX_EXPORTED_ORDERS });
      const first = await this.rpc.request(ListOrders, { ...filter, limit: MAX_PAGE });
      const stalled = setTimeout(() => stream.destroy(new Error('the client takes nothing')), STALLED_MS);
      const stream = Readable.from(this.lines(filter, first, contextOrSystem(), () => stalled.refresh()));
      stream.once('close', () => {
        clearTimeout(stalled);
        this.running--;
      });
      const day = new Date().toISOString().slice(0, 10);
      return new StreamableFile(stream, {
        type: 'text/csv; charset=utf-8; header=present',
        disposition: `attachment; filename="orders-${day}.csv"`,
      });
    } catch (error) {
      this.running--;
      throw error;
    }
  }

  /** The text of one page at a time, when the client has taken the one before. */
  private async *lines(
    filter: OrderFilter,
    first: OrderPage,
    context: Context,
    onTaken: () => void,
  ): AsyncGenerator<string> {
    yield csvHeader();
    let page = first;
    for (;;) {
      if (page.data.length > 0) yield page.data.map(csvLine).join('');
      const cursor = page.meta.nextCursor;
      onTaken();
      if (cursor === null) return;
      page = await runInContext({ ...context, deadline: Date.now() + PAGE_TIMEOUT_MS }, () =>
        this.rpc.request(ListOrders, { ...filter, limit: MAX_PAGE, cursor }),
      );
    }
  }
}
