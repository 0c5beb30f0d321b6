import type { MessageSummary } from '../messages/message.js';
import { document, time } from './document.js';
import { html, type Html } from './html.js';

/** Messages of a list: those that are shown, and the numbers of those that match and are kept. */
interface Shown {
  messages: readonly MessageSummary[];
  matching: number;
  kept: number;
}

/** The list, newest first. The script refreshes `#count` and `#list`. */
export function listPage({ messages, matching, kept }: Shown, search: string, faultRules: number): string {
  const more = matching > messages.length ? `, the newest ${messages.length} are listed` : '';
  const count = search ? `${matching} of ${kept} messages${more}` : `${plural(kept, 'message')}${more}`;
  return document(
    'Messages',
    html`<main>
      <header>
        <h1>Mailbox</h1>
        <p>Mails of this development system. None of them was delivered.</p>
      </header>
      ${
        faultRules > 0 &&
        html`<p class="note">
          Fault injection is on: ${plural(faultRules, 'rule')}, see <a href="/api/faults">/api/faults</a>.
        </p>`
      }
      <div class="bar">
        <form role="search">
          <label for="search">Address or subject</label>
          <input id="search" type="search" name="search" value="${search}" autocomplete="off" />
          <button>Search</button>
        </form>
        <button id="clear" type="button" class="quiet">Delete all</button>
      </div>
      <p id="count" role="status">${count}</p>
      <ol id="list" class="list">
        ${messages.map(row)}${messages.length === 0 && html`<li class="empty">${empty(search)}</li>`}
      </ol>
    </main>`,
  );
}

const row = ({ id, to, subject, receivedAt }: MessageSummary): Html =>
  html`<li>
    <a href="/messages/${id}">
      <span class="to"
        >${to[0]}${to.length > 1 && html` <span class="soft">and ${to.length - 1} more</span>`}</span
      >
      <span class="subject">${subject || '(no subject)'}</span>
      ${time(receivedAt)}
    </a>
  </li>`;

const empty = (search: string): string =>
  search ? 'No message matches.' : 'No message yet. This list refreshes by itself.';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
