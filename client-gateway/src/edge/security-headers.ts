import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

const none = ["'none'"];
const self = ["'self'"];

/** API responses are data: browsers must not run, frame or load anything in them. */
const api = headersOf({ defaultSrc: none, frameAncestors: none, baseUri: none, formAction: none });

/** The documentation page runs its own scripts, with the inline styles and images of Swagger UI. */
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

/**
 * The shop and the console load nothing from elsewhere except pictures of products, and run no inline
 * script or style.
 */
const pages = headersOf({
  defaultSrc: none,
  scriptSrc: self,
  styleSrc: self,
  imgSrc: ["'self'", 'https:', 'data:'],
  fontSrc: self,
  connectSrc: self,
  manifestSrc: self,
  frameAncestors: none,
  baseUri: none,
  formAction: self,
});

/** The security headers for a path. HSTS is sent over TLS only: browsers ignore it elsewhere. */
export function securityHeaders(path: string, protocol: string): Readonly<Record<string, string>> {
  const [plain, overTls] = path.startsWith('/api/docs') ? docs : isApi(path) ? api : pages;
  return protocol === 'https' ? overTls : plain;
}

/** Whether a path is never one of a page. */
export const isApi = (path: string): boolean => /^\/(api|health|\.well-known)(\/|$|\?)/.test(path);

type SecurityHeaders = Readonly<Record<string, string>>;

/** helmet computes its headers per request; ours are constant, so they are computed once. */
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
