import { html } from './html.js';
import { document } from './layout.js';

/** A page with one message and at most one way on. */
export function messagePage(title: string, text: string, link?: { href: string; label: string }): string {
  return document(
    title,
    html`<main class="message">
      <h1>${title}</h1>
      <p>${text}</p>
      ${link && html`<p><a class="submit" href="${link.href}">${link.label}</a></p>`}
    </main>`,
  );
}
