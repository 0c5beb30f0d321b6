import type { Counters } from './products-world.js';

/** An order of the model: quantities by product, and its status. */
export interface ModelOrder {
  lines: number[];
  status: 'new' | 'held' | 'sold' | 'released';
  returned: number[];
  refunds: Set<number>;
}

/** The stock rules of products-ms, without a database. */
export class StockModel {
  readonly stock: (Counters & { threshold: number | null; lows: number; adjusted: number })[];
  readonly orders: ModelOrder[];

  constructor(products: { stock: number; threshold: number | null }[], orders: number[][]) {
    this.stock = products.map(({ stock, threshold }) => ({
      available: stock,
      reserved: 0,
      sold: 0,
      threshold,
      lows: 0,
      adjusted: stock,
    }));
    this.orders = orders.map((lines) => ({
      lines,
      status: 'new',
      returned: lines.map(() => 0),
      refunds: new Set(),
    }));
  }

  /** Whether the order has its stock now. */
  reserve(order: ModelOrder): boolean {
    if (order.status === 'held') return true;
    if (order.status !== 'new' || !this.has(order)) return false;
    this.each(order, (product, units) => {
      this.take(product, units);
      this.at(product).reserved += units;
    });
    order.status = 'held';
    return true;
  }

  release(order: ModelOrder): void {
    if (order.status !== 'held') return;
    this.each(order, (product, units) => {
      this.at(product).reserved -= units;
      this.at(product).available += units;
    });
    order.status = 'released';
  }

  sell(order: ModelOrder): void {
    if (order.status !== 'held' && !(order.status === 'released' && this.has(order))) return;
    this.each(order, (product, units) => {
      if (order.status === 'held') this.at(product).reserved -= units;
      else this.take(product, units);
      this.at(product).sold += units;
    });
    order.status = 'sold';
  }

  refund(order: ModelOrder, refund: number, product: number, units: number): void {
    this.sell(order);
    if (order.status !== 'sold' || order.refunds.has(refund)) return;
    const back = Math.min(units, (order.lines[product] ?? 0) - (order.returned[product] ?? 0));
    if (back <= 0) return;
    order.refunds.add(refund);
    order.returned[product] = (order.returned[product] ?? 0) + back;
    this.at(product).sold -= back;
    this.at(product).available += back;
  }

  /** Whether it was allowed. */
  adjust(product: number, delta: number): boolean {
    if (this.at(product).available + delta < 0) return false;
    this.take(product, -delta);
    this.at(product).adjusted += delta;
    return true;
  }

  private has = (order: ModelOrder): boolean =>
    order.lines.every((units, product) => units <= this.at(product).available);

  private take(product: number, units: number): void {
    const stock = this.at(product);
    const was = stock.available;
    stock.available -= units;
    if (stock.threshold !== null && was > stock.threshold && stock.available <= stock.threshold) stock.lows++;
  }

  private each(order: ModelOrder, move: (product: number, units: number) => void): void {
    order.lines.forEach((units, product) => units > 0 && move(product, units));
  }

  private at(product: number) {
    const stock = this.stock[product];
    if (!stock) throw new Error(`the model has no product ${product}`);
    return stock;
  }
}
