import { freePort, isPortFree } from '@orderwire/test-kit';
import { once } from 'node:events';
import { connect } from 'node:net';

/** Hands out TCP ports of 127.0.0.1, each one once. */
export class PortAllocator {
  private readonly allocated = new Set<number>();

  /** The preferred port or the next free one above it; any free port without a preference. */
  async allocate(preferred?: number): Promise<number> {
    const end = preferred ? Math.min(preferred + 100, 65_536) : 0;
    for (let port = preferred ?? 0; port < end; port++) {
      if (!this.allocated.has(port) && (await isUnused(port))) return this.remember(port);
    }
    for (;;) {
      const port = await freePort();
      if (!this.allocated.has(port)) return this.remember(port);
    }
  }

  private remember(port: number): number {
    this.allocated.add(port);
    return port;
  }
}

/** Whether the port is free and no process answers: some systems let two share a port. */
export async function isUnused(port: number): Promise<boolean> {
  return (await isPortFree(port)) && !(await answers(port));
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
