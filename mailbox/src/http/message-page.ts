import type { Message } from '../messages/message.js';
import { document, time } from './document.js';
import { html, type Html } from './html.js';

/** The tabs of a message. */
export const VIEWS = ['html', 'text', 'headers'] as const;
export type View = (typeof VIEWS)[number];

const LABELS: Record<View, string> = { html: 'HTML', text: 'Text', headers: 'Headers' };

/** One message. Without a chosen tab: its HTML, or its text when it has none. */
export function messagePage(message: Message, chosen?: View): string {
  const { id, subject, from, to, receivedAt, headers, attachments, problem } = message;
  const view = chosen ?? (message.html === null ? 'text' : 'html');
  const title = subject || '(no subject)';
  const unsubscribe = headers['list-unsubscribe'];
  return document(
    title,
    html`<main>
      <nav><a href="/">All messages</a></nav>
      <h1>${title}</h1>
      <dl>
        <dt>From</dt>
        <dd>${from}</dd>
        <dt>To</dt>
        <dd>${to.join(', ')}</dd>
        <dt>Received</dt>
        <dd>${time(receivedAt)}</dd>
        ${
          unsubscribe &&
          html`<dt>Unsubscribe</dt>
            <dd>${withLinks(unsubscribe)}</dd>`
        }
      </dl>
      ${problem && html`<p class="note">This message cannot be parsed: ${problem}. Its source can be downloaded.</p>`}
      ${
        attachments.length > 0 &&
        html`<ul class="attachments" aria-label="Attachments">
          ${attachments.map(
            ({ filename, size }, index) =>
              html`<li>
                <a href="/api/messages/${id}/attachments/${index}">${filename}</a>
                <span class="soft">${kilobytes(size)}</span>
              </li>`,
          )}
        </ul>`
      }
      <nav class="tabs" aria-label="Parts of the message">
        ${VIEWS.map(
          (name) =>
            html`<a href="/messages/${id}?view=${name}" ${name === view && html`aria-current="page"`}
              >${LABELS[name]}</a
            >`,
        )}
        <a href="/api/messages/${id}/raw">Source <span class="soft">${kilobytes(message.size)}</span></a>
      </nav>
      ${CONTENT[view](message)}
    </main>`,
  );
}

const CONTENT: Record<View, (message: Message) => Html> = {
  html: ({ id, html: content }) =>
    content === null
      ? html`<p>This message has no HTML.</p>`
      : html`<iframe
          title="HTML of the message"
          src="/messages/${id}/html"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerpolicy="no-referrer"
        ></iframe>`,
  text: ({ text }) =>
    text === null ? html`<p>This message has no text.</p>` : html`<pre>${withLinks(text)}</pre>`,
  headers: ({ headers }) =>
    html`<dl class="headers">
      ${Object.entries(headers).map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`,
};

/** Text in which web addresses are links. */
const withLinks = (text: string): Html[] =>
  text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) =>
      index % 2 === 0
        ? html`${part}`
        : html`<a href="${part}" target="_blank" rel="noopener noreferrer">${part}</a>`,
    );

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
