/** The pages' style sheet: two columns on a wide screen, one on a phone; light and dark. */
export const STYLE = `
:root { --ink: #1a1f36; --soft: #5e6677; --line: #d8dee8; --paper: #fff; --ground: #f6f8fb; --accent: #0b5fd8;
  --accent-ink: #fff; --bad: #b3123a; --bad-ground: #fdeef1; --note: #ffe08a; --note-ink: #4a3600; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f7; --soft: #a6afc0; --line: #3a4358; --paper: #1d2333;
  --ground: #141927; --accent: #6ea8ff; --accent-ink: #0c1220; --bad: #ff9db1; --bad-ground: #3a1c26; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
.test-mode { margin: 0; padding: .45rem 1rem; background: var(--note); color: var(--note-ink); text-align: center; font-size: .875rem; }
.checkout { display: grid; grid-template-columns: 1fr 1fr; min-height: calc(100vh - 2.3rem); }
.summary, .payment { padding: 3rem clamp(1.25rem, 5vw, 5rem); }
.summary > *, .payment > * { max-width: 27rem; }
.summary > * { margin-left: auto; }
.payment { background: var(--paper); box-shadow: -1px 0 12px rgb(0 0 0 / .07); }
.payment > * { margin-right: auto; }
.merchant { display: flex; align-items: center; gap: .6rem; margin: 0 0 1.75rem; margin-left: auto; font-weight: 600; }
.back { color: var(--soft); text-decoration: none; font-size: 1.25rem; padding: .1rem .5rem; border-radius: 6px; }
.back:hover { background: var(--line); color: var(--ink); }
.avatar { display: grid; place-items: center; width: 1.9rem; height: 1.9rem; border-radius: 50%; background: var(--accent);
  color: var(--accent-ink); font-size: .9rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h1.pay { font-size: 1rem; font-weight: 500; color: var(--soft); margin: 0; margin-left: auto; }
.total { font-size: 2.25rem; font-weight: 650; margin: 0 0 1.75rem; margin-left: auto; letter-spacing: -.01em; }
.lines { list-style: none; padding: 0; margin: 0 0 0 auto; }
.lines li { display: flex; gap: .9rem; align-items: flex-start; padding: .65rem 0; }
.lines img { border-radius: 6px; object-fit: cover; background: var(--line); }
.what { flex: 1; min-width: 0; overflow-wrap: anywhere; } .name { display: block; font-weight: 500; }
.detail { display: block; color: var(--soft); font-size: .85rem; }
.amount, .sum span:last-child { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 500; }
.sum { display: flex; justify-content: space-between; border-top: 1px solid var(--line); padding-top: .9rem; margin: .4rem 0 0 auto; font-weight: 600; }
.left { color: var(--soft); font-size: .875rem; margin-top: 1.5rem; }
.field { margin-bottom: .95rem; } label { display: block; font-size: .875rem; font-weight: 500; margin-bottom: .25rem; }
input:not([type=radio]) { width: 100%; padding: .62rem .75rem; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: 7px; box-shadow: 0 1px 2px rgb(0 0 0 / .05); }
input::placeholder { color: var(--soft); opacity: .75; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
input[aria-invalid] { border-color: var(--bad); }
.problem { color: var(--bad); font-size: .85rem; margin: .25rem 0 0; }
.decline { color: var(--bad); background: var(--bad-ground); border: 1px solid var(--bad); border-radius: 7px; padding: .65rem .85rem; margin: 0 0 1.25rem; }
fieldset { border: 0; padding: 0; margin: 0; min-width: 0; } legend { font-weight: 600; padding: 0; margin: .5rem 0 .6rem; }
.method { display: flex; align-items: center; gap: .6rem; padding: .6rem .75rem; margin: 0 0 .5rem; border: 1px solid var(--line); border-radius: 7px; cursor: pointer; }
.method input { accent-color: var(--accent); width: 1.05rem; height: 1.05rem; margin: 0; }
.method:has(:checked) { border-color: var(--accent); }
.methods:has(input[value^=delayed]:checked) .card-fields { display: none; }
.card-fields { margin: .75rem 0 1rem; } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.submit { display: block; width: 100%; padding: .8rem 1rem; margin-top: 1rem; border: 0; border-radius: 7px; background: var(--accent);
  color: var(--accent-ink); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
.submit:hover { filter: brightness(1.08); } .submit[aria-busy] { opacity: .65; cursor: progress; }
.submit.fail { background: transparent; color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.test-cards { margin-top: 2rem; padding: 1rem 1.1rem; border: 1px dashed var(--line); border-radius: 9px; font-size: .875rem; }
.test-cards h2 { font-size: .95rem; margin: 0; } .test-cards p { color: var(--soft); margin: .1rem 0 .5rem; }
.test-cards ul { list-style: none; margin: 0; padding: 0; }
.test-cards a { display: flex; justify-content: space-between; gap: 1rem; padding: .32rem .4rem; border-radius: 6px; color: inherit; text-decoration: none; }
.test-cards a:hover { background: var(--ground); } .test-cards code { font-variant-numeric: tabular-nums; } .test-cards span { color: var(--soft); }
.message { max-width: 30rem; margin: 10vh auto 2rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.message p:last-child { margin-bottom: 0; } .choice { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.receipt dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.5rem; margin: 0 0 1rem; } .receipt dt { color: var(--soft); }
.receipt dd { margin: 0; text-align: right; } .receipt .lines { margin: 0; border-top: 1px solid var(--line); }
@media (max-width: 800px) { .checkout { grid-template-columns: 1fr; } .summary, .payment { padding: 1.5rem 1.25rem; }
  .summary > *, .payment > * { max-width: 34rem; margin-inline: auto; } .payment { box-shadow: none; border-top: 1px solid var(--line); }
  .message { margin: 1rem; padding: 1.25rem; } }
`;

/**
 * Comfort only, every page works without it: spaces in the card number, a click on a test card,
 * time left, one submit.
 */
export const SCRIPT = `
const byId = (id) => document.getElementById(id);
const number = byId('number'), expiry = byId('expiry');
number?.addEventListener('input', () => {
  if (number.selectionStart !== number.value.length) return;
  number.value = number.value.replace(/\\D/g, '').slice(0, 19).replace(/(.{4})(?=.)/g, '$1 ');
});
expiry?.addEventListener('input', (event) => {
  if (event.inputType?.startsWith('delete')) return;
  const digits = expiry.value.replace(/\\D/g, '').slice(0, 4);
  expiry.value = digits.length > 2 ? digits.slice(0, 2) + ' / ' + digits.slice(2) : digits;
});
for (const link of document.querySelectorAll('[data-number]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    const fill = { number: link.dataset.number, expiry: '12 / 34', cvc: '123' };
    for (const [id, value] of Object.entries(fill)) byId(id).value = value;
    const defaults = { email: 'shopper@example.com', name: 'Ada Shopper' };
    for (const [id, value] of Object.entries(defaults)) byId(id).value ||= value;
    const card = document.querySelector('input[value=card]');
    if (card) card.checked = true;
    document.querySelector('form .submit').focus();
  });
}
document.querySelector('form')?.addEventListener('submit', (event) => {
  const button = event.target.querySelector('.submit');
  if (!button || event.submitter?.name) return;
  if (button.hasAttribute('aria-busy')) event.preventDefault();
  button.setAttribute('aria-busy', 'true');
});
addEventListener('pageshow', () => document.querySelector('form .submit')?.removeAttribute('aria-busy'));
const clock = document.querySelector('[data-countdown]');
if (clock) setInterval(() => {
  const minutes = Math.ceil((Date.parse(clock.dateTime) - Date.now()) / 60000);
  if (minutes <= 0) location.reload();
  else clock.textContent = minutes < 60 ? minutes + ' min' : Math.floor(minutes / 60) + ' h ' + (minutes % 60) + ' min';
}, 15000);
`;
