import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Where Stripe posts: a port that stays the test's own, whichever replica stands behind it, or none. */
export class FrontDoor {
  private behind: number | undefined;
  private readonly inside = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.enter(socket));
  }

  /** Leads nowhere yet: whoever knocks is turned away. */
  static async open(): Promise<FrontDoor> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FrontDoor(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lets everybody in to the replica that listens there. */
  leadTo(url: string): void {
    this.behind = Number(new URL(url).port);
  }

  /** Turns away who knocks, and shows out who is inside. */
  shut(): void {
    this.behind = undefined;
    for (const socket of this.inside) socket.destroy();
  }

  async close(): Promise<void> {
    this.shut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private enter(guest: Socket): void {
    guest.on('error', () => undefined);
    if (this.behind === undefined) return void guest.destroy();
    const host = connect(this.behind, '127.0.0.1');
    host.on('error', () => guest.destroy());
    host.on('close', () => guest.destroySoon());
    guest.on('close', () => {
      this.inside.delete(guest);
      host.destroy();
    });
    this.inside.add(guest);
    guest.pipe(host).pipe(guest);
  }
}
