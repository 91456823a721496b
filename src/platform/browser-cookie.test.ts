/** Cookies out of real browser files, written here as the browsers write them. */

import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { browserCookie } from './browser-cookie.ts';
import type { Machine } from './browser-profiles.ts';
import type { SafeStorage } from './chromium-cookie.ts';

const WANTED = { domain: '.small.test', name: 'auth' };
const NOW_S = Math.floor(Date.now() / 1000);
const LATER_S = NOW_S + 1e6;
const CHROMIUM_EPOCH_S = 11_644_473_600;

let folder: string;
const machine = (system: NodeJS.Platform): Machine => ({ system, folder, env: {} });
const none: SafeStorage = async () => [];

beforeEach(() => {
  folder = mkdtempSync(join(inject('runFolder'), 'browser-'));
});

function firefox(profile: string, rows: [host: string, name: string, value: string, expiry: number, used: number][]) {
  const path = join(folder, profile, 'cookies.sqlite');
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('CREATE TABLE moz_cookies (host TEXT, name TEXT, value TEXT, expiry INTEGER, lastAccessed INTEGER)');
  const insert = db.prepare('INSERT INTO moz_cookies VALUES (?, ?, ?, ?, ?)');
  for (const row of rows) insert.run(...row);
  // Left open, as a running browser does: the rows stand in the write-ahead log.
  return db;
}

function chromium(path: string, host: string, encrypted: Uint8Array | string, expires_s = LATER_S) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  const db = new DatabaseSync(join(folder, path));
  db.exec(
    'CREATE TABLE cookies (host_key TEXT, name TEXT, value TEXT, encrypted_value BLOB, expires_utc INTEGER, last_access_utc INTEGER)',
  );
  const time = (unix_s: number) => BigInt(unix_s + CHROMIUM_EPOCH_S) * 1_000_000n;
  const plain = typeof encrypted === 'string' ? encrypted : '';
  const sealed = typeof encrypted === 'string' ? new Uint8Array() : encrypted;
  db.prepare('INSERT INTO cookies VALUES (?, ?, ?, ?, ?, ?)').run(
    host,
    'auth',
    plain,
    sealed,
    time(expires_s),
    time(NOW_S),
  );
  db.close();
}

/** As Chromium seals it: with the hash of the host in front since its version 130. */
function sealed(mark: 'v10' | 'v11', value: string, password: string, rounds: number, host?: string): Buffer {
  const key = pbkdf2Sync(password, 'saltysalt', rounds, 16, 'sha1');
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
  const bound = host === undefined ? Buffer.alloc(0) : createHash('sha256').update(host).digest();
  return Buffer.concat([Buffer.from(mark), cipher.update(Buffer.concat([bound, Buffer.from(value)])), cipher.final()]);
}

describe('Firefox', () => {
  it('gives the cookie used last, of this site alone, while it runs', async () => {
    const open = [
      firefox('.mozilla/firefox/abc.default', [
        ['.small.test', 'auth', 'older', LATER_S, 1e15],
        ['.notsmall.test', 'auth', 'foreign', LATER_S, 9e15],
        ['small.test.evil.test', 'auth', 'foreign', LATER_S, 9e15],
        ['.small.test', 'other', 'foreign', LATER_S, 9e15],
        ['.small.test', 'auth', 'expired', NOW_S - 10, 9e15],
      ]),
      firefox('snap/firefox/common/.mozilla/firefox/x.default', [
        ['app.small.test', 'auth', 'newer', LATER_S * 1000, 2e15],
      ]),
    ];
    expect(await browserCookie(WANTED, 'firefox', { machine: machine('linux') })).toEqual({
      value: 'newer',
      browser: 'firefox',
    });
    for (const db of open) db.close();
  });

  it('is found on every system', async () => {
    const places = {
      darwin: 'Library/Application Support/Firefox/Profiles/p1',
      win32: 'AppData/Roaming/Mozilla/Firefox/Profiles/p1',
      linux: '.config/mozilla/firefox/p1',
    } as const;
    for (const [system, place] of Object.entries(places)) {
      firefox(place, [['.small.test', 'auth', `on ${system}`, LATER_S, 1]]).close();
      const { value } = await browserCookie(WANTED, 'firefox', { machine: machine(system as NodeJS.Platform) });
      expect(value).toBe(`on ${system}`);
    }
  });

  it('says why there is none', async () => {
    const looked = browserCookie(WANTED, 'firefox', { machine: machine('linux') });
    await expect(looked).rejects.toMatchObject({ message: expect.stringContaining('firefox is not installed') });
    firefox('.mozilla/firefox/a', [['.small.test', 'auth', 's3cret', NOW_S - 5, 1]]).close();
    const again = browserCookie(WANTED, 'firefox', { machine: machine('linux') });
    await expect(again).rejects.toMatchObject({ message: expect.stringContaining('has expired') });
    await expect(again).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') });
  });
});

describe('browsers of the Chrome family', () => {
  it.each([
    ['linux', '.config/google-chrome/Default/Cookies', 'chrome', undefined],
    ['linux', '.config/BraveSoftware/Brave-Browser/Profile 1/Network/Cookies', 'brave', '.small.test'],
    ['linux', '.config/opera/Cookies', 'opera', '.small.test'],
  ] as const)('%s %s', async (system, path, browser, host) => {
    chromium(path, '.small.test', sealed('v10', 'the value', 'peanuts', 1, host));
    const found = await browserCookie(WANTED, browser, { machine: machine(system) });
    expect(found).toEqual({ value: 'the value', browser });
  });

  it('on a Mac the key comes from the keychain', async () => {
    chromium(
      'Library/Application Support/Google/Chrome/Default/Cookies',
      '.small.test',
      sealed('v10', 'mac value', 'from the keychain', 1003, '.small.test'),
    );
    const storage: SafeStorage = async (browser, version) => {
      expect([browser, version]).toEqual(['chrome', 'v10']);
      return [{ password: 'from the keychain', rounds: 1003 }];
    };
    expect((await browserCookie(WANTED, 'chrome', { machine: machine('darwin'), storage })).value).toBe('mac value');
    const locked = browserCookie(WANTED, 'any', { machine: machine('darwin'), storage: none });
    await expect(locked).rejects.toMatchObject({
      message: expect.stringContaining('chrome: its cookies are locked, and the system did not hand out the key'),
    });
  });

  it('under the keyring of Linux, and with a wrong key', async () => {
    chromium('.config/chromium/Default/Cookies', 'small.test', sealed('v11', 'ring value', 'ring', 1));
    const ring: SafeStorage = async () => [
      { password: 'wrong', rounds: 1 },
      { password: 'ring', rounds: 1 },
    ];
    expect((await browserCookie(WANTED, 'any', { machine: machine('linux'), storage: ring })).value).toBe('ring value');
    for (let i = 0; i < 300; i++) {
      const wrong: SafeStorage = async () => [{ password: `wrong ${i}`, rounds: 1 }];
      await expect(browserCookie(WANTED, 'chromium', { machine: machine('linux'), storage: wrong })).rejects.toThrow();
    }
  });

  it('unsealed, sealed in an unknown way, expired, and broken files', async () => {
    chromium('.config/vivaldi/Default/Cookies', '.small.test', 'plain value');
    expect((await browserCookie(WANTED, 'vivaldi', { machine: machine('linux') })).value).toBe('plain value');
    chromium('.config/microsoft-edge/Default/Cookies', '.small.test', new TextEncoder().encode('v20 something else'));
    const unknown = browserCookie(WANTED, 'edge', { machine: machine('linux') });
    await expect(unknown).rejects.toMatchObject({ message: expect.stringContaining('a way that is not known') });
    chromium('.config/chromium/Default/Cookies', '.small.test', 'old', NOW_S - 9);
    const expired = browserCookie(WANTED, 'chromium', { machine: machine('linux') });
    await expect(expired).rejects.toMatchObject({ message: expect.stringContaining('expired') });
    mkdirSync(join(folder, '.config/google-chrome/Default'), { recursive: true });
    writeFileSync(join(folder, '.config/google-chrome/Default/Cookies'), 'no database at all, whatever the name says');
    const broken = browserCookie(WANTED, 'chrome', { machine: machine('linux') });
    await expect(broken).rejects.toMatchObject({ message: expect.stringContaining('cannot be read') });
  });

  it('on Windows only Firefox is read', async () => {
    const looked = browserCookie(WANTED, 'chrome', { machine: machine('win32') });
    await expect(looked).rejects.toMatchObject({ code: 'browser_locked', next: expect.stringContaining('Firefox') });
    await expect(browserCookie(WANTED, 'any', { machine: machine('win32') })).rejects.toMatchObject({
      code: 'no_cookie',
    });
  });
});

it('nothing is left in the folder for temporary files', async () => {
  firefox('.mozilla/firefox/a', [['.small.test', 'auth', 'x', LATER_S, 1]]).close();
  await browserCookie(WANTED, 'firefox', { machine: machine('linux') });
  await expect(browserCookie(WANTED, 'chrome', { machine: machine('linux') })).rejects.toThrow();
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('paceline-cookies-'))).toEqual([]);
});
