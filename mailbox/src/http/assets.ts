/** The pages' style sheet: light and dark, from 320 px. */
export const STYLE = `
:root { --ink: #1a1f36; --soft: #5a6272; --line: #d5dbe5; --paper: #fff; --ground: #f5f7fa; --accent: #0b57c9;
  --accent-ink: #fff; --note: #fff3cd; --note-ink: #4a3600; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #edf0f6; --soft: #a8b1c1; --line: #394257; --paper: #1c2231;
  --ground: #131824; --accent: #7fb2ff; --accent-ink: #0c1220; --note: #463a13; --note-ink: #ffe9a8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.25rem clamp(1rem, 3vw, 2rem) 3rem; }
h1 { margin: .25rem 0; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
header p { margin: 0 0 1rem; } header p, .soft { color: var(--soft); }
a { color: var(--accent); } a:focus-visible, button:focus-visible, input:focus-visible, iframe:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.note { padding: .6rem .9rem; border-radius: 8px; background: var(--note); color: var(--note-ink); } .note a { color: inherit; }
.bar { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; justify-content: space-between; }
form { display: grid; grid-template-columns: minmax(0, 22rem) auto; justify-content: start; gap: .25rem .5rem; flex: 1 1 18rem; }
label { grid-column: 1 / -1; font-size: .875rem; font-weight: 500; }
input, button { font: inherit; padding: .5rem .8rem; min-height: 2.75rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper); color: inherit; min-width: 0; }
button { cursor: pointer; background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }
button.quiet { background: none; border-color: var(--line); color: inherit; font-weight: 400; }
#count { color: var(--soft); margin: 1rem 0 .5rem; }
.list { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
.list li + li { border-top: 1px solid var(--line); } .list .empty { padding: 1.5rem 1rem; color: var(--soft); }
.list a { display: grid; grid-template-columns: minmax(0, 20rem) minmax(0, 1fr) auto; gap: 0 1.25rem; padding: .75rem 1rem;
  color: inherit; text-decoration: none; border-radius: 10px; } .list a:hover { background: var(--ground); }
.to, .subject { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .subject { font-weight: 600; }
.list time { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .2rem 1.25rem; margin: .75rem 0 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.attachments { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0 0 1rem; padding: 0; }
.attachments li { padding: .35rem .75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper);
  overflow-wrap: anywhere; }
.tabs { display: flex; flex-wrap: wrap; gap: .25rem; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
.tabs a { padding: .6rem .9rem; color: inherit; text-decoration: none; border-bottom: 3px solid transparent; }
.tabs a:hover { background: var(--paper); } .tabs [aria-current] { border-color: var(--accent); font-weight: 600; }
iframe { display: block; width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: 10px; background: #fff;
  color-scheme: light; }
pre, .headers { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; } .headers { font-size: .9rem; }
@media (max-width: 640px) { .list a { grid-template-columns: minmax(0, 1fr); } .subject { grid-row: 1; } .tabs a { padding-inline: .6rem; }
  .list time { font-size: .875rem; } .bar button.quiet { width: 100%; } dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .4rem; } }
`;

/** Local times, the refresh of the list every two seconds, and the button that deletes all messages. */
export const SCRIPT = `
const localize = () => {
  for (const time of document.querySelectorAll('time')) time.textContent = new Date(time.dateTime).toLocaleString();
};
localize();
const list = document.getElementById('list'), count = document.getElementById('count');
let shown;
const refresh = async () => {
  const text = await (await fetch(location.href)).text();
  if (text === shown) return;
  shown = text;
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const focused = list.contains(document.activeElement) && document.activeElement.getAttribute('href');
  count.textContent = fresh.getElementById('count').textContent;
  list.replaceChildren(...fresh.getElementById('list').childNodes);
  localize();
  if (focused) list.querySelector('a[href="' + focused + '"]')?.focus();
};
const failed = () => { shown = undefined; count.textContent = 'The mailbox does not answer. Is the system running?'; };
if (list) {
  const loop = async () => {
    if (!document.hidden) await refresh().catch(failed);
    setTimeout(loop, 2000);
  };
  void loop();
  document.getElementById('clear').addEventListener('click', async () => {
    if (!confirm('Delete all messages?')) return;
    await fetch('/api/messages', { method: 'DELETE' }).then(refresh).catch(failed);
  });
}
`;
