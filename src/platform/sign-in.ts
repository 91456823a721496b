/** Carries out a way of signing in: what was typed goes to the connector at once; a way with a page of the platform's own waits for the browser to come back. */

import { randomBytes } from 'node:crypto';
import type { Caller, Connector, LoginWay, SignedIn } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { cleanLine } from '../core/text.ts';
import { addressed, overrideOf } from './address.ts';
import type { Environment } from './given-login.ts';
import { openLoopback, type Redirected, readPasted } from './loopback.ts';
import { termsPage } from './loopback-page.ts';

const TIMEOUT_S = 300;

export interface BrowserLogin {
  /** What the person opens: the platform's page, or the terms that lead there. */
  readonly url: string;
  /** What was chosen on the page with the terms; null when there was none, or nobody has been there yet. */
  chosen(): { readonly show_models: boolean } | null;
  /** Throws Failure: refused, not in time, wrong credentials. */
  readonly finished: Promise<SignedIn>;
  /** The address a browser on another machine ended at. Throws Failure when it is not that. */
  paste(text: string): void;
  close(): void;
}

export interface BrowserLoginOptions {
  readonly connector: Connector;
  readonly way: LoginWay;
  readonly answers: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** Show the terms first, in the browser. */
  readonly terms?: boolean;
  readonly env?: Environment;
  readonly timeout_s?: number;
  /** Runs with what signing in gave, before the browser is told that it is done. */
  readonly keep?: (signed: SignedIn, chosen: { readonly show_models: boolean } | null) => Promise<void>;
}

/** Starts listening and gives the link. Throws Failure when it cannot listen. */
export async function beginBrowserLogin(options: BrowserLoginOptions): Promise<BrowserLogin> {
  const { connector, way, answers, caller, env = process.env, timeout_s = TIMEOUT_S } = options;
  const { authorize } = way;
  if (!authorize) throw new Failure('no_page', `${way.title} has no page to log in on.`);
  const state = randomBytes(24).toString('base64url');
  const override = overrideOf(connector.base_url_env);
  let chosen: { readonly show_models: boolean } | null = null;
  const linkTo = (redirect_uri: string) => {
    const { url, query } = authorize(answers, redirect_uri, state);
    const target = addressed(url, override);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    return target.href;
  };
  const { policy } = connector;
  const loopback = await openLoopback({
    state,
    port: portOf(env),
    timeout_s,
    ...(options.terms
      ? {
          first_page: (redirect_uri) => ({
            html: termsPage({
              platform: connector.label,
              terms: policy.terms,
              keep_days: policy.keep_days,
              choose_models: policy.models === 'by_choice',
            }),
            next: (form) => {
              if (form.get('accept') !== 'yes') return null;
              chosen = { show_models: form.get('show_models') === 'yes' };
              return linkTo(redirect_uri);
            },
          }),
        }
      : {}),
  });
  caller.signal.addEventListener('abort', () => loopback.close(), { once: true });
  const pasted = Promise.withResolvers<Redirected>();
  const finished = Promise.race([loopback.redirected, pasted.promise]).then(async ({ code, granted_scope }) => {
    const signed = await connector.signIn(caller, way.id, {
      ...answers,
      code,
      granted_scope,
      redirect_uri: loopback.redirect_uri,
    });
    await options.keep?.(signed, chosen);
    return signed;
  });
  finished.then(
    ({ identity }) => {
      const name = cleanLine(identity.name);
      const whose = name === null ? '' : ` as ${name}`;
      loopback.finish({
        title: `${connector.label} is connected${whose}`,
        text: 'Everything else happens in Paceline.',
      });
    },
    (error: unknown) => {
      const text =
        error instanceof Failure ? [error.message, error.next].join(' ') : 'Something unexpected went wrong.';
      loopback.finish({ title: 'Not connected', text, failed: true });
    },
  );
  return {
    url: loopback.first_page ?? linkTo(loopback.redirect_uri),
    chosen: () => chosen,
    finished,
    paste: (text) => pasted.resolve(readPasted(text, state)),
    close: () => loopback.close(),
  };
}

function portOf(env: Environment): number {
  const text = env.PACELINE_OAUTH_PORT?.trim();
  if (!text) return 0;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Failure('bad_port', 'PACELINE_OAUTH_PORT is not a port.', 'Give a number from 1024 to 65535.');
}
