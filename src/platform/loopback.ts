/** Waits on this machine for the browser to come back from a platform's login page: one address, one answer, a few minutes. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../core/failure.ts';
import { answerPage, type Page } from './loopback-page.ts';

export interface Redirected {
  readonly code: string;
  /** As the platform wrote it; empty when it did not say. */
  readonly granted_scope: string;
}

export interface Loopback {
  readonly redirect_uri: string;
  /** The first page, when there is one. */
  readonly first_page: string | null;
  /** Resolves with the first right answer. Throws Failure when it is refused, not in time, or closed. */
  readonly redirected: Promise<Redirected>;
  /** What the person's browser shows once it is known how it ended; the browser waits for it. */
  finish(page: Page): void;
  /** Stops listening; `redirected` fails when it has not come. */
  close(): void;
}

/** A page shown before the platform's own: what is sent with its form decides where the browser goes on. */
export interface FirstPage {
  readonly html: string;
  /** Null shows the page again. */
  readonly next: (form: URLSearchParams) => string | null;
}

export interface LoopbackOptions {
  readonly state: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly timeout_s: number;
  readonly first_page?: (redirect_uri: string) => FirstPage;
}

const CALLBACK = '/callback';
const LONGEST_FORM = 10_000;

/** Listens on 127.0.0.1 only. Throws Failure when the port is taken. */
export async function openLoopback(options: LoopbackOptions): Promise<Loopback> {
  const { state, timeout_s } = options;
  const { promise: redirected, resolve, reject } = Promise.withResolvers<Redirected>();
  // A login that is given up before anybody waits for it is no error.
  redirected.catch(() => {});
  const first_path = `/${randomBytes(16).toString('base64url')}`;
  let first: FirstPage | null = null;
  let waiting: ServerResponse | null = null;
  let answered = false;

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port } = server.address() as AddressInfo;
    // Another name for this address is a page somewhere that tries to speak to us.
    if (!new Set([`127.0.0.1:${port}`, `localhost:${port}`]).has(request.headers.host ?? '')) {
      return send(response, 403, { title: 'Not here', text: 'This address is not for other sites.' });
    }
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (first && url.pathname === first_path) return showFirst(first, request, response);
    if (url.pathname !== CALLBACK || request.method !== 'GET') {
      return send(response, 404, { title: 'Nothing here', text: 'This page belongs to a login in progress.' });
    }
    if (answered) return send(response, 410, { title: 'Already done', text: 'This login was finished before.' });
    try {
      const found = readRedirect(url.searchParams, state);
      answered = true;
      waiting = response;
      resolve(found);
    } catch (error) {
      const failure = error as Failure;
      await send(response, 400, { title: 'Not connected', text: [failure.message, failure.next].join(' ') });
      // A stranger's redirect must not end the login of the person.
      if (failure.code !== 'wrong_state') {
        answered = true;
        reject(failure);
      }
    }
  }

  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        new Failure(
          'port_taken',
          `Port ${options.port} of this machine cannot be listened on (${error.code ?? 'unknown error'}).`,
          'Set PACELINE_OAUTH_PORT to a free one, or leave it out.',
        ),
      ),
    );
    server.listen(options.port, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  const redirect_uri = `http://127.0.0.1:${port}${CALLBACK}`;
  first = options.first_page?.(redirect_uri) ?? null;
  const timer = setTimeout(() => {
    reject(
      new Failure(
        'login_timeout',
        `Nobody came back from the login page within ${timeout_s / 60} minutes.`,
        'Try again.',
      ),
    );
    stop();
  }, timeout_s * 1000);
  timer.unref();

  function stop(): void {
    clearTimeout(timer);
    server.close();
    server.closeIdleConnections();
  }

  return {
    redirect_uri,
    first_page: first ? `http://127.0.0.1:${port}${first_path}` : null,
    redirected,
    finish(page) {
      if (waiting) void send(waiting, page.failed ? 400 : 200, page);
      stop();
    },
    close() {
      reject(new Failure('login_given_up', 'The login was given up.', 'Start it again when it is wanted.'));
      stop();
      // Somebody who has come back is still told how it ended.
      if (!answered) server.closeAllConnections();
    },
  };
}

/** Reads what a platform put into the redirect. Throws Failure: a state that is not ours, a refusal, no code. */
export function readRedirect(parameters: URLSearchParams, state: string): Redirected {
  const given = Buffer.from(parameters.get('state') ?? '');
  const wanted = Buffer.from(state);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new Failure(
      'wrong_state',
      'This answer does not belong to the login that was started here.',
      'Use the link that was shown last.',
    );
  }
  if (parameters.has('error')) {
    throw new Failure('login_refused', 'The permission was not given.', 'Start again and choose to authorize.');
  }
  const code = parameters.get('code');
  if (!code) {
    throw new Failure('login_without_code', 'The platform came back without a code.', 'Start the login again.');
  }
  return { code, granted_scope: parameters.get('scope') ?? '' };
}

/** The same from an address that a person copied out of a browser on another machine. Throws Failure. */
export function readPasted(text: string, state: string): Redirected {
  const query = /[?&](.*)$/s.exec(text.trim().split('#')[0] ?? '')?.[1];
  if (query === undefined) {
    throw new Failure(
      'not_an_address',
      'This is not the address the browser ended at.',
      'Copy the whole address that begins with http://127.0.0.1, with everything after the question mark.',
    );
  }
  return readRedirect(new URLSearchParams(query), state);
}

async function showFirst(first: FirstPage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    const next = first.next(new URLSearchParams(await bodyOf(request)));
    if (next !== null) {
      response.writeHead(303, { location: next, 'cache-control': 'no-store', connection: 'close' }).end();
      return;
    }
  }
  sendHtml(response, 200, first.html);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) {
    text += part;
    if (text.length > LONGEST_FORM) throw new Error('too long');
  }
  return text;
}

async function send(response: ServerResponse, status: number, page: Page): Promise<void> {
  sendHtml(response, status, answerPage(page));
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      connection: 'close',
    })
    .end(html);
}
