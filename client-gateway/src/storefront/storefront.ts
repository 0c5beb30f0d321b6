import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { isApi } from '../edge/security-headers.js';
import { type StaticFile, staticHandler } from '../edge/static-file.js';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Serves the built pages of the shop and the console, and their files. Paths of pages are known to
 * the pages only: any other path is the shop's, and below `/console` the console's.
 */
export function serveStorefront(fastify: FastifyInstance, folder: string): void {
  for (const file of filesIn(folder)) {
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    if (!path.endsWith('.html')) fastify.get(path, staticHandler(read(file, path)));
  }
  const shop = staticHandler(read(join(folder, 'index.html'), '/index.html'));
  const console = staticHandler(read(join(folder, 'console.html'), '/console.html'));
  fastify.get('/', shop);
  fastify.get('/console', console);
  fastify.get('/console/*', console);
  fastify.get('/*', (request, reply) => {
    // A script or a picture that does not exist is not a page.
    if (isApi(request.url) || !request.headers.accept?.includes('text/html')) return reply.callNotFound();
    return shop(request, reply);
  });
}

/** Without source maps, the build's manifest and compressed copies. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && types[extname(entry.name)])
    .map(({ parentPath, name }) => join(parentPath, name));

function read(file: string, path: string): StaticFile {
  const compressed = `${file}.br`;
  return {
    type: types[extname(file)] ?? 'application/octet-stream',
    body: readFileSync(file),
    ...(existsSync(compressed) && { brotli: readFileSync(compressed) }),
    // Their names contain a hash of their content.
    ...(path.startsWith('/assets/') && { cacheControl: 'public, max-age=31536000, immutable' }),
    // Stripe's page and mails show the pictures of products.
    ...(path.startsWith('/pictures/') && {
      cacheControl: 'public, max-age=86400',
      headers: { 'cross-origin-resource-policy': 'cross-origin' },
    }),
  };
}
