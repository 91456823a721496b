/** Secrets are where they belong and nowhere else: the file, two processes at once, the keychain, what the environment gives. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { referencesTo, resolved } from './given-login.ts';
import { type Keychain, openKeychain } from './keychain.ts';
import { openSecrets } from './secrets.ts';

const newHome = () => mkdtempSync(join(inject('runFolder'), 'secrets-'));
const fileOf = (home: string) => readFileSync(join(home, 'secrets.json'), 'utf8');

/** A keychain in memory that refuses what is longer than `longest`. */
function chain(longest = 10_000): Keychain & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    read: (name) => entries.get(name) ?? null,
    write(name, text) {
      if (text.length > longest) return false;
      entries.set(name, text);
      return true;
    },
    remove: (name) => void entries.delete(name),
  };
}

describe('the file', () => {
  it('keeps, replaces and forgets, for the owner alone', async () => {
    const home = newHome();
    const secrets = openSecrets(home, { keychain: null });
    expect(await secrets.get('strava:1')).toBeNull();
    expect(existsSync(join(home, 'secrets.json'))).toBe(false);
    await secrets.put('strava:1', { token: 'a', expires_s: 12 });
    await secrets.put('strava:2', { token: 'b' });
    await secrets.put('strava:1', { token: 'c' });
    expect(await openSecrets(home, { keychain: null }).get('strava:1')).toEqual({ token: 'c' });
    expect(await secrets.placeOf('strava:1')).toBe('file');
    await secrets.remove('strava:1');
    expect(await secrets.get('strava:1')).toBeNull();
    expect(await secrets.get('strava:2')).toEqual({ token: 'b' });
    expect(readdirSync(home).sort()).toEqual(['secrets.json', 'secrets.lock']);
    for (const name of readdirSync(home)) expect(statSync(join(home, name)).mode & 0o077, name).toBe(0);
  });

  it('one that cannot be read is told without a word of what is in it', async () => {
    const home = newHome();
    const secrets = openSecrets(home, { keychain: null });
    for (const text of ['{"token":"s3cret', '[]', '{"format":1,"logins":"s3cret"}', '']) {
      writeFileSync(join(home, 'secrets.json'), text);
      const error = await secrets.get('x').catch((failure: Error) => failure);
      expect(error).toMatchObject({ code: 'secrets_unreadable' });
      expect(`${JSON.stringify(error)} ${(error as Error).stack} ${(error as Error).cause}`).not.toContain('s3cret');
      await expect(secrets.put('x', { a: 1 })).rejects.toMatchObject({ code: 'secrets_unreadable' });
      expect(readFileSync(join(home, 'secrets.json'), 'utf8')).toBe(text);
    }
    writeFileSync(join(home, 'secrets.json'), '{"format":9,"id":"x","logins":{},"given":[]}');
    await expect(secrets.get('x')).rejects.toMatchObject({ code: 'secrets_too_new' });
  });

  it('is narrowed again when others were let in', async () => {
    const home = newHome();
    const secrets = openSecrets(home, { keychain: null });
    await secrets.put('a', { token: '1' });
    const { chmodSync } = await import('node:fs');
    chmodSync(join(home, 'secrets.json'), 0o644);
    await secrets.get('a');
    expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('processes that write at the same time lose nothing', async () => {
    const home = newHome();
    const program = `
      const { openSecrets } = await import(${JSON.stringify(join(import.meta.dirname, 'secrets.ts'))});
      const secrets = openSecrets(${JSON.stringify(home)}, { keychain: null });
      for (let i = 0; i < 40; i++) await secrets.put(process.argv[1] + ':' + i, { token: 'secret of ' + process.argv[1] + i });`;
    const node = promisify(execFile);
    await Promise.all(
      ['a', 'b', 'c'].map((name) => node(process.execPath, ['--input-type=module', '-e', program, name])),
    );
    const secrets = openSecrets(home, { keychain: null });
    for (const name of ['a', 'b', 'c']) {
      for (let i = 0; i < 40; i++)
        expect(await secrets.get(`${name}:${i}`)).toEqual({ token: `secret of ${name}${i}` });
    }
    expect(readdirSync(home).sort()).toEqual(['secrets.json', 'secrets.lock']);
  });

  it('a process killed while writing leaves a whole file and no lock', async () => {
    const home = newHome();
    const program = `
      const { openSecrets } = await import(${JSON.stringify(join(import.meta.dirname, 'secrets.ts'))});
      const secrets = openSecrets(${JSON.stringify(home)}, { keychain: null });
      process.stdout.write('ready');
      for (let i = 0; ; i++) await secrets.put('x', { token: 'y'.repeat(200_000), i });`;
    for (let round = 0; round < 4; round++) {
      const child = execFile(process.execPath, ['--input-type=module', '-e', program]);
      await new Promise((ready) => child.stdout!.once('data', ready));
      await new Promise((later) => setTimeout(later, 30 + 40 * round));
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
      const secrets = openSecrets(home, { keychain: null });
      await secrets.put(`after ${round}`, { token: 'z' });
      expect(await secrets.get('x')).toMatchObject({ token: 'y'.repeat(200_000) });
    }
    expect(readdirSync(home).sort()).toEqual(['secrets.json', 'secrets.lock']);
  });
});

describe('the keychain', () => {
  it('holds the secrets alone where it can', async () => {
    const home = newHome();
    const keychain = chain();
    const secrets = openSecrets(home, { keychain, system: 'linux' });
    await secrets.put('a', { token: 's3cret' });
    expect(fileOf(home)).not.toContain('s3cret');
    expect(await secrets.get('a')).toEqual({ token: 's3cret' });
    expect(await secrets.placeOf('a')).toBe('keychain');
    expect(await openSecrets(home, { keychain: null }).get('a')).toBeNull();
    await secrets.remove('a');
    expect(keychain.entries.size).toBe(0);
    expect(await secrets.get('a')).toBeNull();
  });

  it('what is too long for it goes to the file, and an older entry is not believed', async () => {
    const home = newHome();
    const keychain = chain(100);
    const secrets = openSecrets(home, { keychain, system: 'win32' });
    await secrets.put('a', { token: 'short' });
    await secrets.put('a', { token: 'long'.repeat(100) });
    expect(await secrets.get('a')).toEqual({ token: 'long'.repeat(100) });
    expect(await secrets.placeOf('a')).toBe('file');
    await secrets.put('a', { token: 'short again' });
    expect(fileOf(home)).not.toContain('long');
    expect(await secrets.get('a')).toEqual({ token: 'short again' });
  });

  it('on a Mac the file has them too, and the newer of both wins', async () => {
    const home = newHome();
    const keychain = chain();
    const refused: Keychain = { read: () => null, write: () => false, remove: () => {} };
    const one = openSecrets(home, { keychain, system: 'darwin' });
    const other = openSecrets(home, { keychain: refused, system: 'darwin' });
    await one.put('a', { token: 'first' });
    expect(await other.get('a')).toEqual({ token: 'first' });
    await other.put('a', { token: 'rotated' });
    expect(await one.get('a')).toEqual({ token: 'rotated' });
    await one.put('a', { token: 'again' });
    expect(await other.get('a')).toEqual({ token: 'again' });
  });

  it('is used when its package is there, unless it is switched off', () => {
    const folder = newHome();
    const place = join(folder, 'node_modules', '@napi-rs', 'keyring');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{"name":"@napi-rs/keyring","main":"index.cjs"}');
    writeFileSync(
      join(place, 'index.cjs'),
      `const all = new Map();
      exports.Entry = class { constructor(s, a) { this.key = s + '/' + a; }
        getPassword() { return all.get(this.key) ?? null; }
        setPassword(t) { if (t.length > 20) throw new Error('WinError 1783'); all.set(this.key, t); }
        deletePassword() { if (!all.delete(this.key)) throw new Error('NoEntry'); return true; } };`,
    );
    const beside = join(folder, 'index.mjs');
    expect(openKeychain({ PACELINE_KEYCHAIN: 'off' }, beside)).toBeNull();
    expect(openKeychain({}, join(newHome(), 'index.mjs'))).toBeNull();
    const keychain = openKeychain({}, beside)!;
    expect(keychain.read('a')).toBeNull();
    expect(keychain.write('a', 'x')).toBe(true);
    expect(keychain.read('a')).toBe('x');
    expect(keychain.write('a', 'x'.repeat(30))).toBe(false);
    keychain.remove('a');
    keychain.remove('a');
    expect(keychain.read('a')).toBeNull();
  });
});

describe('what the environment gives', () => {
  const env = { KEY: '  right-key-0123456789 ', PASSWORD: 'pass word' };
  const variables = { api_key: 'KEY', password: 'PASSWORD' };
  const answers = { api_key: 'right-key-0123456789', password: 'pass word' };
  const given = { platform: 'intervals', login: 'intervals:1', variables, since_s: 1 };

  it('is not written down, what came of it is, and it wins over what is stored', async () => {
    const home = newHome();
    const secrets = openSecrets(home, { env, keychain: null });
    await secrets.put('intervals:1', { token: 'stored' });
    await secrets.give({ ...given, secrets: { key: 'right-key-0123456789', token: 'fresh', until: 5 } });
    expect(await secrets.get('intervals:1')).toEqual({ key: 'right-key-0123456789', token: 'fresh', until: 5 });
    expect(await secrets.placeOf('intervals:1')).toBe('environment');
    await secrets.put('intervals:1', { key: 'right-key-0123456789', token: 'renewed', until: 9 });
    expect(await secrets.given('intervals', answers)).toMatchObject({ login: 'intervals:1' });
    for (const word of ['right-key', 'pass word']) expect(fileOf(home)).not.toContain(word);
    expect(fileOf(home)).toContain('renewed');

    const later = openSecrets(home, { env, keychain: null });
    expect(await later.get('intervals:1')).toEqual({ key: 'right-key-0123456789', token: 'renewed', until: 9 });
    const without = openSecrets(home, { env: {}, keychain: null });
    expect(await without.get('intervals:1')).toEqual({ token: 'stored' });
    const other = openSecrets(home, { env: { ...env, PASSWORD: 'changed' }, keychain: null });
    expect(await other.given('intervals', { ...answers, password: 'changed' })).toBeNull();
    expect(await other.get('intervals:1')).toEqual({ token: 'stored' });
  });

  it('what cannot be written without it stays in memory', async () => {
    const home = newHome();
    const secrets = openSecrets(home, { env, keychain: null });
    await secrets.give({ ...given, secrets: { basic: 'x:right-key-0123456789' } });
    expect(await secrets.get('intervals:1')).toEqual({ basic: 'x:right-key-0123456789' });
    expect(fileOf(home)).not.toContain('right-key');
    expect(await openSecrets(home, { env, keychain: null }).get('intervals:1')).toBeNull();
  });

  it('after disconnecting it makes no account again until it changes', async () => {
    const home = newHome();
    const secrets = openSecrets(home, { env, keychain: null });
    await secrets.give({ ...given, secrets: { token: 'fresh' } });
    await secrets.remove('intervals:1');
    expect(await secrets.given('intervals', answers)).toMatchObject({ dismissed: true });
    expect(await secrets.get('intervals:1')).toBeNull();
    expect(fileOf(home)).not.toContain('fresh');
  });

  it('secrets come back as they were, whatever parts of them are given', () => {
    const text = fc.string({ minLength: 1, maxLength: 30 });
    const named = fc.dictionary(fc.constantFrom('a', 'b', 'c'), text, { maxKeys: 3 });
    fc.assert(
      fc.property(
        named,
        fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }))),
        (answers, own) => {
          const secrets = {
            ...own,
            ...Object.fromEntries(Object.entries(answers).map(([k, v]) => [`x${k}`, v.slice(1)])),
          };
          const kept = referencesTo(answers, secrets);
          if (kept === null) return;
          expect(resolved(JSON.parse(JSON.stringify(kept)), answers)).toEqual(JSON.parse(JSON.stringify(secrets)));
          const written = Object.values(kept).filter((value) => typeof value === 'string');
          for (const answer of Object.values(answers)) {
            if (answer.length >= 4) expect(written.some((value) => value.includes(answer))).toBe(false);
          }
        },
      ),
    );
  });
});
