/** One HTTP exchange: bounded in time and size, no redirect followed unless asked for, failures told apart. */

import type { Answer, Call, Json } from '../core/connector.ts';
import { addressed } from './address.ts';
import { parseJson } from './lossless-json.ts';

const MAX_JSON_BYTES = 32_000_000;
const MAX_FILE_BYTES = 64_000_000;
const SHOWN_CHARS = 4000;
const MAX_REDIRECTS = 3;

/** The exchange did not come to an end: no answer can be spoken of. */
export class ExchangeFailure extends Error {
  readonly kind: 'network' | 'timeout' | 'tls' | 'too_large';
  readonly detail: string;

  constructor(kind: ExchangeFailure['kind'], detail: string, cause?: unknown) {
    super(`${kind}: ${detail}`, { cause });
    this.name = 'ExchangeFailure';
    this.kind = kind;
    this.detail = detail;
  }
}

export interface Exchange {
  readonly override: URL | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeout_s: number;
  readonly signal: AbortSignal;
}

/** Path and query exactly as they will be sent, before any override. */
export function targetOf(call: Call): string {
  const { pathname, search } = new URL(call.url);
  const pairs = Object.entries(call.query ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encoded(value)}`],
  );
  const query = [search.replace(/^\?/, ''), ...pairs].filter((part) => part !== '').join('&');
  return query === '' ? pathname : `${pathname}?${query}`;
}

// Commas separate the elements of a list and are part of many values (scopes, coordinates); servers take them as they are.
function encoded(value: string | number | boolean | readonly string[]): string {
  const one = (text: string) => encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':');
  return Array.isArray(value) ? value.map((part) => one(String(part))).join(',') : one(String(value));
}

/** The body as bytes and its content type. */
export function bodyOf(call: Call): { readonly bytes: Uint8Array; readonly type: string | null } {
  if (!call.body) return { bytes: new Uint8Array(0), type: null };
  if ('json' in call.body) {
    return { bytes: new TextEncoder().encode(JSON.stringify(call.body.json)), type: 'application/json' };
  }
  const text = new URLSearchParams({ ...call.body.form }).toString();
  return { bytes: new TextEncoder().encode(text), type: 'application/x-www-form-urlencoded' };
}

/** Throws ExchangeFailure, or the signal's reason. */
export async function exchange(call: Call, { override, headers, body, timeout_s, signal }: Exchange): Promise<Answer> {
  const timeout = AbortSignal.timeout(timeout_s * 1000);
  const method = call.method ?? 'GET';
  let url = addressed(new URL(targetOf(call), call.url).href, override);
  let sent: Record<string, string> = { ...headers };
  try {
    for (let hops = 0; ; hops++) {
      const response = await fetch(url, {
        method,
        headers: sent,
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
        ...(body.byteLength > 0 ? { body } : {}),
      });
      const location = response.headers.get('location');
      if (!call.follow || location === null || ![301, 302, 303, 307, 308].includes(response.status)) {
        return await answerOf(call, response);
      }
      await response.body?.cancel();
      if (hops === MAX_REDIRECTS) throw new ExchangeFailure('network', 'too many redirects');
      const next = addressed(new URL(location, url).href, override);
      if (next.origin !== url.origin) sent = withoutCredentials(sent);
      url = next;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ExchangeFailure) throw error;
    if (timeout.aborted) throw new ExchangeFailure('timeout', `${timeout_s} s`);
    const code = codeOf(error);
    if (code === null) throw error;
    throw new ExchangeFailure(isTls(code) ? 'tls' : 'network', code, error);
  }
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['authorization', 'cookie'].includes(name.toLowerCase())),
  );
}

async function answerOf(call: Call, response: Response): Promise<Answer> {
  const accept = call.accept ?? 'json';
  const as_bytes = accept === 'bytes' && response.ok;
  const bytes = await bodyBytes(response, call.max_bytes ?? (as_bytes ? MAX_FILE_BYTES : MAX_JSON_BYTES));
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value;
  });
  const answer = { status: response.status, headers };
  const none = new Uint8Array(0);
  // A page in place of a file is a fault of the moment: a gateway, a login form.
  if (as_bytes && isPage(bytes)) return { ...answer, status: 502, json: null, text: '', bytes: none };
  if (as_bytes) return { ...answer, json: null, text: '', bytes };
  const text = new TextDecoder().decode(bytes);
  if (accept === 'text' && response.ok) return { ...answer, json: null, text, bytes: none };
  const json = jsonOf(text);
  return { ...answer, json: json.value, text: json.is_json ? '' : text.slice(0, SHOWN_CHARS), bytes: none };
}

function isPage(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html');
}

function jsonOf(text: string): { readonly value: Json; readonly is_json: boolean } {
  if (text.trim() === '') return { value: null, is_json: true };
  try {
    return { value: parseJson(text), is_json: true };
  } catch {
    return { value: null, is_json: false };
  }
}

async function bodyBytes(response: Response, max_bytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // fetch has undone the content encoding: the bound is on what it grew to.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > max_bytes) throw new ExchangeFailure('too_large', `more than ${Math.round(max_bytes / 1e6)} MB`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The system's name for what went wrong on the way, or null when it was not on the way. */
function codeOf(error: unknown): string | null {
  for (let here: unknown = error, depth = 0; here instanceof Error && depth < 5; here = here.cause, depth++) {
    const { code } = here as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  // undici says no more than this when the other side hangs up in the middle.
  return error instanceof TypeError ? 'connection lost' : null;
}

function isTls(code: string): boolean {
  return /CERT|TLS|SSL|UNABLE_TO_VERIFY|SELF_SIGNED|ALTNAME/.test(code);
}
