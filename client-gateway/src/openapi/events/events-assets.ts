/** The header of all pages of the documentation. */
export const pagesStyle = `.pages{display:flex;gap:1.25rem;align-items:center;padding:.75rem 1.25rem;background:#10233f;
  font:600 .95rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.pages a{color:#c9d7ee;text-decoration:none;padding:.25rem 0;border-bottom:2px solid transparent}
.pages a:hover,.pages a[aria-current]{color:#fff}
.pages a[aria-current]{border-color:#6ea8ff}
.pages a:focus-visible{outline:2px solid #6ea8ff;outline-offset:3px;border-radius:2px}
.pages .name{color:#fff;margin-right:auto;font-weight:700}
`;

/** The page of events, in light and dark, for wide and narrow screens. */
export const eventsStyle = `:root{--text:#1b2430;--soft:#5a6676;--page:#fff;--panel:#f5f7fa;--line:#dfe4ea;--link:#0b57c2;--event:#0a6b3d;
  --event-back:#dff4e8;--request:#0b4a9e;--request-back:#e1ecfb;--mark:#fff4cc}
@media (prefers-color-scheme:dark){:root{--text:#dde4ee;--soft:#96a3b5;--page:#0f151d;--panel:#171f2a;--line:#2a3543;--link:#7db2ff;
  --event:#8be0b3;--event-back:#12352a;--request:#a5c8ff;--request-back:#16305a;--mark:#3b3312}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,input:focus-visible,pre:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
small,.empty{color:var(--soft)}
.layout{display:grid;grid-template-columns:21rem minmax(0,1fr)}
#contents{position:sticky;top:0;height:100vh;overflow-y:auto;padding:1.25rem;background:var(--panel);border-right:1px solid var(--line);
  font-size:.875rem}
#contents label{display:block;font-weight:600;margin-bottom:.35rem}
#contents input{width:100%;padding:.5rem .65rem;border:1px solid var(--line);border-radius:.4rem;background:var(--page);color:inherit;font:inherit}
#contents ul{list-style:none;margin:0 0 1rem;padding:0}
#contents li{display:flex;gap:.5rem;justify-content:space-between;align-items:baseline}
#contents li a{color:inherit;text-decoration:none;padding:.12rem 0;overflow-wrap:anywhere}
#contents li a:hover{color:var(--link);text-decoration:underline}
#contents p{margin:.75rem 0 .35rem;font-weight:600}
#contents p a{color:inherit;text-decoration:none}
#contents #count{font-weight:400;color:var(--soft);margin:.4rem 0}
#contents summary{display:none}
main{padding:1.5rem 2.5rem 4rem;max-width:62rem}
h1{font-size:1.75rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.35rem;margin:3rem 0 1rem;padding-bottom:.35rem;border-bottom:2px solid var(--line)}
h3{font-size:1.1rem;margin:0 0 .35rem;display:flex;flex-wrap:wrap;gap:.65rem;align-items:center}
h3 a{color:inherit;text-decoration:none;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
h3 a:hover{text-decoration:underline}
h4{font-size:.9rem;margin:1.1rem 0 .45rem}
section{border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.25rem;margin:0 0 1.1rem;scroll-margin-top:1rem}
section:target{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
h4:target{background:var(--mark)}
section p{margin:.35rem 0}
.badge{font:600 .7rem/1.5 system-ui,sans-serif;padding:.05rem .5rem;border-radius:1rem;white-space:nowrap}
.badge.event{color:var(--event);background:var(--event-back)}
.badge.request{color:var(--request);background:var(--request-back)}
dl{margin:.75rem 0;font-size:.875rem}
dl div{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem;margin:.2rem 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
dd ul{margin:0;padding:0;list-style:none}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.875rem}
th{text-align:left;color:var(--soft);font-weight:600}
th,td{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:first-child{width:28%;overflow-wrap:anywhere}
td:nth-child(2){width:22%}
td code{overflow-wrap:anywhere}
td small{display:block}
.values{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;margin:.2rem 0;padding:0}
.values code{background:var(--panel);border:1px solid var(--line);border-radius:.3rem;padding:0 .35rem}
details{margin-top:.6rem}
details summary{cursor:pointer;color:var(--link);font-size:.875rem}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.75rem 1rem;overflow-x:auto;margin:.5rem 0 0}
[hidden]{display:none!important}
@media (max-width:60rem){.layout{display:block}
#contents{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}
#contents summary{display:list-item;font-size:1rem;padding:.35rem 0}
main{padding:1rem 1.1rem 3rem}
section{padding:.9rem}
thead{display:none}
table,tbody,tr,td{display:block;width:100%}
td,td:first-child,td:nth-child(2){width:auto;padding:0;border:0}
tr{padding:.55rem 0;border-bottom:1px solid var(--line)}
td:nth-child(2){color:var(--soft)}
dl div{grid-template-columns:5.5rem minmax(0,1fr)}}
@media print{#contents{display:none}.layout{display:block}}
`;

/** Hides the subjects in which the search text does not occur. */
export const eventsScript = `const search = document.getElementById('search');
const count = document.getElementById('count');
const sections = [...document.querySelectorAll('main section')];
const texts = sections.map((section) => section.textContent.toLowerCase());
const entries = new Map([...document.querySelectorAll('[data-subject]')].map((entry) => [entry.dataset.subject, entry]));
const total = count.textContent;

function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let found = 0;
  sections.forEach((section, index) => {
    const hidden = !words.every((word) => texts[index].includes(word));
    section.hidden = hidden;
    const entry = entries.get(section.id);
    if (!entry) return;
    entry.hidden = hidden;
    if (!hidden) found++;
  });
  for (const owner of document.querySelectorAll('.owner'))
    owner.hidden = !owner.querySelector('section:not([hidden])');
  for (const owner of document.querySelectorAll('.of-owner'))
    owner.hidden = !owner.querySelector('li:not([hidden])');
  count.textContent = words.length === 0 ? total : found + ' of ' + total;
}

/** A link leads to its target, also if the search hides it. */
function show() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.closest('[hidden]')) return;
  search.value = '';
  filter();
  target.scrollIntoView();
}

search.addEventListener('input', filter);
addEventListener('hashchange', show);
addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape' && document.activeElement === search) {
    search.value = '';
    filter();
  }
});
const contents = document.querySelector('#contents details');
if (matchMedia('(max-width: 60rem)').matches) contents.open = false;
if (search.value) filter();
`;
