import type { Socket } from 'node:net';

/** Everything a server sends until the connection is closed or reset. */
export function readUntilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(text));
  });
}
