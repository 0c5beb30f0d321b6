import type { FastifyReply } from 'fastify';
import { html, type Html } from './html.js';

/**
 * A whole document. Styles and the (optional) script are files of their own, so no inline code is
 * allowed.
 */
export function document(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/c/assets/checkout.css" />
        <script src="/c/assets/checkout.js" defer></script>
      </head>
      <body>
        <p class="test-mode" role="note">
          <strong>TEST MODE – sandbox.</strong> This is not Stripe and no money moves. Use test cards only.
        </p>
        ${body}
      </body>
    </html>`.text;
}

/**
 * Sends a document. Browsers check the redirects after a form too: it may lead to any web page,
 * since the shop may redirect onwards.
 */
export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    'img-src http: https: data:',
    "form-action 'self' http: https:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(page);
}
