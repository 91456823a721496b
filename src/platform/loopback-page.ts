/** The pages a login shows in the person's browser: plain, without scripts, nothing loaded from anywhere. */

export interface Page {
  readonly title: string;
  readonly text: string;
  readonly failed?: boolean;
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:12vh auto;padding:0 1.5em;color:#1b1f24;background:#fff}' +
  'h1{font-size:1.3em}li{margin:.5em 0}button{font:inherit;padding:.5em 1.2em;margin-top:1em}label{display:block;margin:.8em 0}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}}';

/** How it ended. */
export function answerPage({ title, text }: Page): string {
  return page(title, `<p>${escaped(text)}</p><p>You can close this page.</p>`);
}

export interface TermsPage {
  readonly platform: string;
  readonly terms: readonly string[];
  /** Days data is kept when nothing else is chosen; null without limit. */
  readonly keep_days: number | null;
  /** Whether showing the data to a model is the person's choice. */
  readonly choose_models: boolean;
}

/** What has to be read and accepted before the platform's own page. */
export function termsPage({ platform, terms, keep_days, choose_models }: TermsPage): string {
  const items = terms.map((point) => `<li>${escaped(point)}</li>`).join('');
  const models = choose_models
    ? '<label><input type="checkbox" name="show_models" value="yes"> Let assistants (models) see this data. Left empty, they are only told that it exists.</label>'
    : '';
  const keep =
    keep_days === null
      ? ''
      : `<p>Data is kept for ${keep_days} days and then fetched anew; <code>paceline connect</code> can change that.</p>`;
  return page(
    `Before you connect ${platform}`,
    `<p>Please read these points. They are a summary, not legal advice.</p><ul>${items}</ul>${keep}` +
      `<form method="post"><label><input type="checkbox" name="accept" value="yes" required> I have read and accept this.</label>${models}` +
      `<button>Go on to ${escaped(platform)}</button></form>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Paceline</title><style>${STYLE}</style><h1>${escaped(title)}</h1>${body}</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
