import { html } from 'hono/html';
import { DOOR_PATH } from '../../core/access/paths.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { Words } from './words.ts';

type Html = ReturnType<typeof html>;

/** A page of one message. */
export function messagePage(words: Words, host: string, message: string): Html {
  return page(words, host, html`<p role="alert">${message}</p>`);
}

interface LoginView {
  /** From the query; one in the fragment the page's script finds. */
  readonly token: Secret | undefined;
  readonly isSignedIn: boolean;
}

/** One button, and only that redeems: programs that look into mails follow links, and press nothing. */
export function loginPage(words: Words, host: string, { token, isSignedIn }: LoginView): Html {
  const rest = isSignedIn
    ? signedIn(words)
    : html`<p>${words.noToken}</p><noscript><p>${words.noScript}</p></noscript>`;
  return page(
    words,
    host,
    html`<form id="open" method="post" action="${DOOR_PATH.login}"${token ? '' : html` hidden`}>
      <p>${words.ready}</p>
      <input type="hidden" name="token" value="${token?.reveal() ?? ''}">
      <button type="submit">${words.open}</button>
    </form>
    ${token ? '' : html`<div data-without-token>${rest}</div>`}`,
  );
}

function signedIn(words: Words): Html {
  return html`<p>${words.signedIn}</p>
    <a class="act" href="/">${words.goOn}</a>
    <form method="post" action="${DOOR_PATH.logout}">
      <button type="submit" class="quiet">${words.signOut}</button>
    </form>`;
}

function page(words: Words, host: string, body: Html): Html {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<link rel="stylesheet" href="${DOOR_PATH.style}">
<script src="${DOOR_PATH.script}" defer></script>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p class="host">${host}</p>
${body}
</main>
</body>
</html>
`;
}
