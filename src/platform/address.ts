/** Where a call really goes: the platform's own host, or the one set in its base-URL variable. */

import { isIP } from 'node:net';
import { Failure } from '../core/failure.ts';

/** The override set in `variable`, or null. Throws Failure unless it is https or loopback. */
export function overrideOf(variable: string, env: NodeJS.ProcessEnv = process.env): URL | null {
  const text = env[variable]?.trim();
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && !url.username && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) return url;
  throw new Failure(
    'bad_base_url',
    `${variable} is not an address that can be used.`,
    'Give a whole address such as https://proxy.example.org, or http://127.0.0.1:8080 on this machine; other plain http addresses are refused.',
  );
}

/**
 * `url` with its host replaced by the override's; the path stays. An address that is loopback already came from a server
 * under the override (a download link) and stays as it is. Without an override only https to a public name is let through.
 */
export function addressed(url: string, override: URL | null): URL {
  const target = new URL(url);
  if (override === null) {
    const foreign = isLoopback(target) || isIP(target.hostname.replace(/^\[|\]$/g, '')) !== 0;
    if (target.protocol !== 'https:' || foreign || target.username) {
      throw new Failure(
        'bad_address',
        'A platform named an address that is not called: only https to a public host is.',
      );
    }
    return target;
  }
  if (isLoopback(target)) return target;
  const prefix = override.pathname.replace(/\/+$/, '');
  return new URL(`${override.origin}${prefix}${target.pathname}${target.search}`);
}

export function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}
