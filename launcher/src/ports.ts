import { freePort, isPortFree } from '@orderwire/test-kit';
import { connect } from 'node:net';

/** A port that was chosen for somebody, and the one that had been wished for, when that was taken. */
export interface ChosenPort {
  port: number;
  wished?: number;
}

/** Hands out TCP ports of 127.0.0.1, none twice. */
export class Ports {
  private readonly given = new Set<number>();

  /** The wished port, or the next free one above it; any free one without a wish. */
  async choose(wished?: number): Promise<ChosenPort> {
    if (!wished) return { port: this.remember(await this.anyFree()) };
    for (let port = wished; port < Math.min(wished + 100, 65_536); port++) {
      if (!this.given.has(port) && (await isUnused(port))) {
        return { port: this.remember(port), ...(port === wished ? {} : { wished }) };
      }
    }
    return { port: this.remember(await this.anyFree()), wished };
  }

  private async anyFree(): Promise<number> {
    for (;;) {
      const port = await freePort();
      if (!this.given.has(port)) return port;
    }
  }

  private remember(port: number): number {
    this.given.add(port);
    return port;
  }
}

/** Whether we could listen there and nobody else answers: some systems let two listen on one port. */
export async function isUnused(port: number): Promise<boolean> {
  return (await isPortFree(port)) && !(await answers(port));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
