/** Signs calls the way iGPSPORT's web app does in China. Most routes do not ask for it, so it is used only where one did. */

import { createHash, createHmac, randomUUID } from 'node:crypto';

export interface SignedParts {
  /** Upper case. */
  readonly method: string;
  /** Path and query exactly as sent, from `/service` on. */
  readonly target: string;
  readonly body: Uint8Array | string;
  /** Unix seconds, whole. */
  readonly timestamp_s: number;
  /** Never used before: the platform refuses one it has seen. */
  readonly nonce: string;
}

/** HMAC-SHA256 over method, target, time, nonce and the SHA-256 of the body, in base64. */
export function sign(key: string, { method, target, body, timestamp_s, nonce }: SignedParts): string {
  const body_hash = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', key)
    .update([method, target, String(timestamp_s), nonce, body_hash].join('\n'))
    .digest('base64');
}

/** The key of the web app's public access id; a constant, as the web app needs no login to have it. */
const WEB_KEY = 'secret-for-web';
const WEB_ACCESS_ID = 'AKIDWebClient';

/** Headers that sign one attempt of a call. */
export function signatureHeaders(method: string, target: string, body: string, now_s: number): Record<string, string> {
  const timestamp_s = Math.floor(now_s);
  const nonce = randomUUID();
  return {
    'x-access-key': WEB_ACCESS_ID,
    'x-platform': 'web',
    'x-timestamp': String(timestamp_s),
    'x-nonce': nonce,
    'x-signature': sign(WEB_KEY, { method, target, body, timestamp_s, nonce }),
  };
}
