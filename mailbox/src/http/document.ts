import { html, type Html } from './html.js';

/** A whole document. Style sheet and script are files, so no inline code is allowed. */
export const document = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Mailbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/mailbox.css" />
        <script src="/assets/mailbox.js" defer></script>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;

/** A time in UTC; the script shows the time of the browser's zone. */
export const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
