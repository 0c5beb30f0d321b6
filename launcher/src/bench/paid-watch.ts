import type { Pool } from 'pg';

const LOOK_EVERY_MS = 20;

/** Waits for many orders to be PAID with one small query for all of them, so that watching costs next to nothing. */
export class PaidWatch {
  private readonly waiting = new Map<string, () => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly orders: Pool) {}

  /** Resolves when the order is PAID in the database. */
  paid(orderId: string): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(orderId, resolve);
      this.timer ??= setTimeout(() => void this.look(), LOOK_EVERY_MS);
    });
  }

  /** Orders that are not PAID yet. */
  get outstanding(): string[] {
    return [...this.waiting.keys()];
  }

  private async look(): Promise<void> {
    const { rows } = await this.orders.query<{ id: string }>({
      name: 'bench.paid',
      text: "SELECT id FROM orders WHERE id = ANY($1::uuid[]) AND status = 'PAID'",
      values: [this.outstanding],
    });
    for (const { id } of rows) {
      this.waiting.get(id)?.();
      this.waiting.delete(id);
    }
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.look(), LOOK_EVERY_MS) : undefined;
  }
}
