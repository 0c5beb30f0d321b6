import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

const none = ["'none'"];
const self = ["'self'"];

/** The API's answers are data: nothing in them may ever be run, framed or loaded. */
const api = headersOf({ defaultSrc: none, frameAncestors: none, baseUri: none, formAction: none });

/** The documentation page runs its own scripts, with the inline styles and images Swagger UI brings along. */
const docs = headersOf({
  defaultSrc: none,
  scriptSrc: self,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: self,
  frameAncestors: none,
  baseUri: none,
  formAction: none,
});

/** The security headers of an answer to this path. HSTS is said over TLS only: elsewhere browsers must not heed it. */
export function securityHeaders(path: string, protocol: string): Readonly<Record<string, string>> {
  const [plain, overTls] = path.startsWith('/api/docs') ? docs : api;
  return protocol === 'https' ? overTls : plain;
}

type SecurityHeaders = Readonly<Record<string, string>>;

/** Without TLS and over it. helmet works them out on every request; ours never change, so it is asked once. */
function headersOf(directives: Record<string, string[]>): [plain: SecurityHeaders, overTls: SecurityHeaders] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const policy = { useDefaults: false, directives };
  helmet({ contentSecurityPolicy: policy })(request, response, () => undefined);
  const overTls = Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
  const { 'strict-transport-security': _, ...plain } = overTls;
  return [plain, overTls];
}
