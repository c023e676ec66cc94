/** The page's own script and style, each from a path of its own, since nothing inline may run. */

/** Takes the token out of the address before anything else can see it there. */
export const PAGE_SCRIPT = `'use strict';
const token = new URLSearchParams(location.hash.slice(1)).get('token');
if (location.hash || location.search) history.replaceState(null, '', location.pathname);
const form = document.getElementById('open');
if (form && token) {
  form.elements.namedItem('token').value = token;
  form.hidden = false;
  for (const other of document.querySelectorAll('[data-without-token]')) other.hidden = true;
}
`;

export const PAGE_STYLE = `:root { color-scheme: light dark; --text: #1b1f24; --back: #f6f7f9; --card: #fff; --line: #d5d9e0; --act: #0b57d0; --on: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --back: #15181c; --card: #1f2329; --line: #3a4048; --act: #8ab4f8; --on: #10131a; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; color: var(--text); background: var(--back); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 .25rem; font-size: 1.4rem; }
.host { margin: 0 0 1rem; opacity: .75; overflow-wrap: anywhere; }
button, a.act { display: inline-block; width: 100%; margin-top: .5rem; padding: .75rem 1rem; border: 1px solid var(--act); border-radius: .5rem; background: var(--act); color: var(--on); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
button.quiet { background: transparent; color: var(--act); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
[hidden] { display: none; }
`;
