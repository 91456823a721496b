/** Checks the signature headers of the Chinese gateway, written from its description rather than with the connector's own code. */

import { createHash, createHmac } from 'node:crypto';
import type { FakeRequest, FakeResponse } from '../server.ts';

export type SigningMode = 'off' | 'if_present' | 'required';

const SESSION_KEY = 'secret-for-web';
const WINDOW_S = 300;

/** A function that gives null for a call that may pass, else the answer that refuses it. */
export function signatureCheck(now: () => number): (request: FakeRequest, mode: SigningMode) => FakeResponse | null {
  const used = new Set<string>();
  return ({ method, target, headers, body }, mode) => {
    if (mode === 'off') return null;
    const header = (name: string) => String(headers[name] ?? '');
    if (header('x-signature') === '') return mode === 'required' ? { status: 403, body: 'signature required' } : null;
    const [timestamp, nonce] = [header('x-timestamp'), header('x-nonce')];
    const body_hash = createHash('sha256').update(body).digest('hex');
    const canonical = `${method}\n${target}\n${timestamp}\n${nonce}\n${body_hash}`;
    const expected = createHmac('sha256', SESSION_KEY).update(canonical).digest('base64');
    if (header('x-access-key') !== 'AKIDWebClient' || header('x-platform') !== 'web') return { status: 500 };
    if (header('x-signature') !== expected) return { status: 500 };
    if (Math.abs(now() - Number(timestamp)) > WINDOW_S || used.has(nonce)) return { status: 500 };
    used.add(nonce);
    return null;
  };
}
