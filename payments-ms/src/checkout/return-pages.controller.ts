import { createHash } from 'node:crypto';
import { Controller, Get, Header, Query } from '@nestjs/common';

const style = `
:root{color-scheme:light dark;--ink:#1a2233;--soft:#5b6577;--paper:#f5f7fb;--card:#fff;--line:#e3e8f0}
@media (prefers-color-scheme:dark){:root{--ink:#eef2f8;--soft:#a3afc2;--paper:#10151f;--card:#19202d;--line:#2a3446}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:30rem;width:100%;padding:2.5rem 2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;text-align:center}
.mark{width:3.5rem;height:3.5rem;margin:0 auto 1.25rem;border-radius:50%;display:grid;place-items:center;font-size:1.6rem;color:#fff}
.success{background:#1f8a55}.neutral{background:#5b6577}
h1{margin:0 0 .75rem;font-size:1.5rem}p{margin:.5rem 0;color:var(--soft)}
code{display:block;margin-top:1.25rem;padding:.6rem .75rem;border:1px solid var(--line);border-radius:.5rem;font-size:.8rem;overflow-wrap:anywhere}`;

/** Blocks all loads and scripts; allows the page's one style sheet by its hash. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages to which Stripe redirects. They confirm nothing: only the webhook proves a capture. */
@Controller('payments')
export class ReturnPagesController {
  @Get('success')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CONTENT_SECURITY_POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  success(@Query('session_id') session?: unknown): string {
    return successPage(session);
  }

  @Get('cancel')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CONTENT_SECURITY_POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  cancel(): string {
    return cancelPage();
  }
}

/** `session` comes from the address bar: it is shown only if it has the form of a session id. */
export function successPage(session: unknown): string {
  const id = typeof session === 'string' && /^cs_\w{1,250}$/.test(session) ? session : undefined;
  return page(
    'Thank you',
    `<div class="mark success" aria-hidden="true">✓</div>
<h1>Thank you for your order</h1>
<p>Your payment is being confirmed. This usually takes a few seconds; some payment methods take days.</p>
<p>You can close this page now.</p>${id ? `\n<code>${id}</code>` : ''}`,
  );
}

export const cancelPage = (): string =>
  page(
    'Payment not completed',
    `<div class="mark neutral" aria-hidden="true">←</div>
<h1>Your order is not paid yet</h1>
<p>We keep your order, and its items in stock, for a limited time.</p>
<p>Return to your order to pay it, or to get a new payment page.</p>`,
  );

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`;
