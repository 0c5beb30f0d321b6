import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Self-signed for 127.0.0.1 and localhost until 2126. It protects nothing. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgd6Jml3PYz33oYvig
Plj5CAhLp5P055+DvyC8Ks3yp6ChRANCAAQ5gj969k8fP2msHQmwHJgbNtIqxvHt
NoiKkNnJlp24SAT6/vgvZyCoTLXby8BDARFl38cav6x0JtjQoHnWBaSr
-----END PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUKwssHULY5Nif4MhCfhfjmpp3XnowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyODEyMzI1NloYDzIxMjYxMTA0
MTIzMjU2WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ5gj969k8fP2msHQmwHJgbNtIqxvHtNoiKkNnJlp24SAT6/vgvZyCo
TLXby8BDARFl38cav6x0JtjQoHnWBaSro28wbTAdBgNVHQ4EFgQUSaf9o8OusM3v
b1AQsXXiMktJOT8wHwYDVR0jBBgwFoAUSaf9o8OusM3vb1AQsXXiMktJOT8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDRwAwRAIgP+2TC9gGIdaqY2ZVQ5YWQaeRyiqMMOAu3mwSQ5Mc5IsCIF7z
FqTTHXaP+EpxQD9IAm5NHOnyg3n9S6jkqGuhI23Z
-----END CERTIFICATE-----`;

/**
 * A TLS server on 127.0.0.1 with a certificate that no client trusts. `greet` speaks the protocol's
 * plain part before the handshake.
 */
export async function startUntrustedServer(
  greet: (socket: Socket) => unknown = () => undefined,
): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    const secure = () =>
      new TLSSocket(socket, { isServer: true, key, cert }).on('error', () => undefined).resume();
    void Promise.resolve(greet(socket)).then(secure);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
