/** The pages' style sheet: light and dark, from 320 px. */
export const STYLE = `
:root { --ink: #1a1f36; --soft: #5a6272; --line: #d5dbe5; --paper: #fff; --ground: #f5f7fa; --accent: #0b57c9;
  --note: #fff3cd; --note-ink: #4a3600; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #edf0f6; --soft: #a8b1c1; --line: #394257; --paper: #1c2231;
  --ground: #131824; --accent: #7fb2ff; --note: #463a13; --note-ink: #ffe9a8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.25rem clamp(1rem, 3vw, 2rem) 3rem; }
h1 { margin: .25rem 0; font-size: 1.5rem; overflow-wrap: anywhere; }
header p { margin: 0 0 1rem; } header p, .soft, #count, time { color: var(--soft); }
a { color: var(--accent); } a:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.note { padding: .6rem .9rem; border-radius: 8px; background: var(--note); color: var(--note-ink); } .note a { color: inherit; }
.list { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
.list li { padding: .75rem 1rem; overflow-wrap: anywhere; } .list li + li { border-top: 1px solid var(--line); }
.state { font-weight: 600; }
button { font: inherit; margin: .25rem .25rem 0 0; padding: .35rem .8rem; min-height: 2.5rem; border: 1px solid var(--line);
  border-radius: 8px; background: none; color: inherit; cursor: pointer; }
`;

/** The buttons, and the refresh of the list every two seconds. */
export const SCRIPT = `
const list = document.getElementById('list'), count = document.getElementById('count');
let shown;
const refresh = async () => {
  const text = await (await fetch(location.href)).text();
  if (text === shown) return;
  shown = text;
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  count.textContent = fresh.getElementById('count').textContent;
  const { id, status } = document.activeElement?.dataset ?? {};
  list.replaceChildren(...fresh.getElementById('list').childNodes);
  if (id) list.querySelector('button[data-id="' + id + '"][data-status="' + status + '"]')?.focus();
};
const failed = () => { shown = undefined; count.textContent = 'The carrier sandbox does not answer. Is the system running?'; };
if (list) {
  const loop = async () => {
    if (!document.hidden) await refresh().catch(failed);
    setTimeout(loop, 2000);
  };
  void loop();
  list.addEventListener('click', async ({ target }) => {
    const { id, status } = target.dataset;
    if (!id) return;
    await fetch('/api/shipments/' + id + '/move', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status }) }).then(refresh).catch(failed);
  });
}
`;
