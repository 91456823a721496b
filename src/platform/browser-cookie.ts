/** Reads one named cookie of one site out of the person's own browser, when asked to: never printed, never returned to a model. */

import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { Failure } from '../core/failure.ts';
import { nowSeconds } from '../core/time.ts';
import { sqliteDialect } from '../store/sqlite-dialect.ts';
import { openSqlite } from '../store/store.ts';
import { BROWSERS, type Browser, type CookieFile, cookieFiles, type Machine, thisMachine } from './browser-profiles.ts';
import { decryptCookie, type SafeStorage, safeStorage } from './chromium-cookie.ts';

export interface WantedCookie {
  /** Such as `.example.com`. */
  readonly domain: string;
  readonly name: string;
}

export interface FoundCookie {
  readonly value: string;
  readonly browser: Browser;
}

export interface CookieOptions {
  readonly machine?: Machine;
  /** How a browser's key is had from the system; may ask the person. */
  readonly storage?: SafeStorage;
}

interface CookieTables {
  moz_cookies: { name: string; value: string; host: string; expiry: number; lastAccessed: number };
  cookies: {
    name: string;
    value: string;
    encrypted_value: Uint8Array;
    host_key: string;
    expires_utc: number;
    last_access_utc: number;
  };
}

/** What one browser said: a value with the time it was last used, or why there is none. */
type Finding = { readonly value: string; readonly used: number } | { readonly reason: string };

const CHROMIUM_EPOCH_S = 11_644_473_600;

/**
 * Looks in the named browser, or in all of them, and takes the cookie used last. Throws Failure that says per browser why
 * there is none.
 */
export async function browserCookie(
  wanted: WantedCookie,
  browser: Browser | 'any' = 'any',
  { machine = thisMachine(), storage = safeStorage }: CookieOptions = {},
): Promise<FoundCookie> {
  if (machine.system === 'win32' && browser !== 'any' && browser !== 'firefox') throw windowsChromium();
  const searched = browser === 'any' ? (machine.system === 'win32' ? (['firefox'] as const) : BROWSERS) : [browser];
  const reasons: string[] = [];
  let best: { readonly value: string; readonly used: number; readonly browser: Browser } | null = null;
  for (const name of searched) {
    const files = cookieFiles(name, machine);
    for (const file of files) {
      for (const found of await findingsIn(file, wanted, machine, storage)) {
        if ('reason' in found) reasons.push(`${name}: ${found.reason}`);
        else if (best === null || found.used > best.used) best = { ...found, browser: name };
      }
    }
    if (files.length === 0 && browser !== 'any') reasons.push(`${name} is not installed, or has no profile of yours`);
  }
  if (best) return { value: best.value, browser: best.browser };
  const why = [...new Set(reasons)].join('; ');
  throw new Failure(
    'no_cookie',
    `No browser of yours has the login of ${wanted.domain.replace(/^\./, '')}${why === '' ? '' : ` (${why})`}.`,
    'Log in there with the browser first and try again, or paste the cookie by hand.',
  );
}

function windowsChromium(): Failure {
  return new Failure(
    'browser_locked',
    'On Windows, browsers of the Chrome family open their cookies to themselves alone.',
    'Use Firefox, or paste the cookie by hand.',
  );
}

async function findingsIn(
  { browser, path }: CookieFile,
  wanted: WantedCookie,
  machine: Machine,
  storage: SafeStorage,
): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-cookies-'));
  try {
    // The browser holds the file; its latest entries stand in the write-ahead log beside it.
    const copy = join(folder, 'cookies');
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    const db = new Kysely<CookieTables>({ dialect: sqliteDialect(openSqlite(copy)) });
    try {
      return browser === 'firefox'
        ? await firefox(db, wanted)
        : await chromium(db, wanted, (place) => storage(browser, place, machine));
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return [
      { reason: code === 'EACCES' || code === 'EPERM' ? 'its cookies may not be read' : 'its cookies cannot be read' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firefox(db: Kysely<CookieTables>, { domain, name }: WantedCookie): Promise<Finding[]> {
  const rows = await db
    .selectFrom('moz_cookies')
    .select(['value', 'host', 'expiry', 'lastAccessed'])
    .where('name', '=', name)
    .execute();
  return rows
    .filter(({ host, value }) => belongs(host, domain) && value !== '')
    .map(({ value, expiry, lastAccessed }) =>
      // Seconds in older versions, milliseconds in newer ones.
      (expiry > 1e11 ? expiry / 1000 : expiry) < nowSeconds()
        ? { reason: 'the login there has expired' }
        : { value, used: lastAccessed / 1e6 },
    );
}

async function chromium(
  db: Kysely<CookieTables>,
  { domain, name }: WantedCookie,
  keys: (place: 'v10' | 'v11') => ReturnType<SafeStorage>,
): Promise<Finding[]> {
  const rows = await db
    .selectFrom('cookies')
    .select((e) => [
      'value',
      'encrypted_value',
      'host_key',
      // Microseconds since 1601 are more than a number can hold.
      e('expires_utc', '/', 1_000_000).as('expires'),
      e('last_access_utc', '/', 1_000_000).as('used'),
    ])
    .where('name', '=', name)
    .execute();
  const findings: Finding[] = [];
  for (const row of rows) {
    if (!belongs(row.host_key, domain)) continue;
    const used = row.used - CHROMIUM_EPOCH_S;
    if (row.expires > 0 && row.expires - CHROMIUM_EPOCH_S < nowSeconds())
      findings.push({ reason: 'the login there has expired' });
    else if (row.value !== '') findings.push({ value: row.value, used });
    else {
      const decrypted = await decryptCookie(row.encrypted_value, row.host_key, keys);
      findings.push('reason' in decrypted ? decrypted : { value: decrypted.value, used });
    }
  }
  return findings;
}

function belongs(host: string, domain: string): boolean {
  const bare = domain.replace(/^\./, '').toLowerCase();
  const given = host.replace(/^\./, '').toLowerCase();
  return given === bare || given.endsWith(`.${bare}`);
}
