/** Counts API calls by method and route. */
export class Statistics {
  private byRoute: Record<string, number> = {};
  private total = 0;

  count(method: string, route: string): void {
    const name = `${method} ${route}`;
    this.byRoute[name] = (this.byRoute[name] ?? 0) + 1;
    this.total++;
  }

  reset(): void {
    this.byRoute = {};
    this.total = 0;
  }

  /** Calls since the start or the last reset. */
  read(): { total: number; byRoute: Record<string, number> } {
    return { total: this.total, byRoute: { ...this.byRoute } };
  }
}
