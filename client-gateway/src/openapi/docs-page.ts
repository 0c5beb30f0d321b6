import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { staticHandler } from '../edge/static-file.js';
import { buildDocument } from './document.js';
import { asyncDocument } from './events/async-document.js';
import { eventsScript, eventsStyle, pagesStyle } from './events/events-assets.js';
import { eventsPage, pageLinks } from './events/events-page.js';

const require = createRequire(import.meta.url);

/** The files of Swagger UI that the page loads, with type and path. */
const assets = {
  'swagger-ui.css': ['text/css; charset=utf-8', require.resolve('swagger-ui-dist/swagger-ui.css')],
  'swagger-ui-bundle.js': [
    'text/javascript; charset=utf-8',
    require.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  ],
  'favicon-32x32.png': ['image/png', require.resolve('swagger-ui-dist/favicon-32x32.png')],
} as const;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Orderwire API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
    <link rel="stylesheet" href="/api/docs/pages.css">
    <link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
  </head>
  <body>
    ${pageLinks('http').text}
    <noscript>The OpenAPI document: <a href="/api/docs-json">/api/docs-json</a></noscript>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/api/docs-json',
  dom_id: '#docs',
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

/**
 * Serves the pages at /api/docs (HTTP) and /api/docs/events (NATS), with their documents. No other
 * service is needed.
 */
export function serveDocs(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const serve = (url: string, type: string, body: Buffer, cacheControl?: string) =>
    fastify.get(url, staticHandler({ type, body, ...(cacheControl && { cacheControl }) }));
  const json = JSON.stringify(buildDocument(app));
  serve('/api/docs-json', 'application/json; charset=utf-8', Buffer.from(json));
  serve('/api/docs', 'text/html; charset=utf-8', Buffer.from(page));
  serve('/api/docs/start.js', 'text/javascript; charset=utf-8', Buffer.from(start));
  serve('/api/docs/pages.css', 'text/css; charset=utf-8', Buffer.from(pagesStyle));
  serve('/api/docs/events.css', 'text/css; charset=utf-8', Buffer.from(eventsStyle));
  serve('/api/docs/events.js', 'text/javascript; charset=utf-8', Buffer.from(eventsScript));
  for (const [name, [type, file]] of Object.entries(assets))
    serve(`/api/docs/${name}`, type, readFileSync(file), 'public, max-age=3600');
  const events = eventsHandlers();
  fastify.get('/api/docs/asyncapi.json', (request, reply) => events().json(request, reply));
  fastify.get('/api/docs/events', (request, reply) => events().page(request, reply));
}

/**
 * The first request makes page and document, which takes some 0.3 s of CPU time: a start does not
 * wait for it.
 */
function eventsHandlers() {
  const make = () => {
    const document = asyncDocument();
    return {
      json: compressed('application/json; charset=utf-8', JSON.stringify(document)),
      page: compressed('text/html; charset=utf-8', eventsPage(document)),
    };
  };
  let made: ReturnType<typeof make> | undefined;
  return () => (made ??= make());
}

function compressed(type: string, text: string) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return staticHandler({ type, body: Buffer.from(text), brotli: brotliCompressSync(text, { params }) });
}
