import type { Socket } from 'node:net';

/** What a server said over a connection until it ended, also when it was reset at the end. */
export function saidOver(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(text));
  });
}
