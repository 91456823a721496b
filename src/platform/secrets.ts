/** Where secrets are: the environment first, then the keychain where there is one, then the owner-only file of the home. Nowhere else. */

import type { Secrets } from '../core/connector.ts';
import { isObject } from '../core/json.ts';
import { answersOf, type Environment, fingerprintOf, referencesTo, resolved } from './given-login.ts';
import { type Keychain, openKeychain } from './keychain.ts';
import { changeSecretFile, type GivenLogin, type KeptLogin, readSecretFile, type SecretFile } from './secret-file.ts';

export type SecretPlace = 'environment' | 'keychain' | 'file';

export interface SecretStore {
  /** The secrets of a login as they are now, whichever process wrote them; null when there are none. Throws Failure. */
  get(login: string): Promise<Secrets | null>;
  /** Written to the disk when it resolves. Throws Failure. */
  put(login: string, secrets: Secrets): Promise<void>;
  /** Forgets a login everywhere; what the environment gives makes no account again until it changes. */
  remove(login: string): Promise<void>;
  placeOf(login: string): Promise<SecretPlace | null>;
  /** What these answers from the environment led to before; null when they are new. */
  given(platform: string, answers: Readonly<Record<string, string>>): Promise<GivenLogin | null>;
  /** Remembers what the environment's answers led to. The answers themselves are not written down. */
  give(given: Given): Promise<void>;
}

export interface Given {
  readonly platform: string;
  readonly login: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly since_s: number;
  /** What signing in gave; `stored` when it is kept under the login's name already. */
  readonly secrets: Secrets | 'stored' | null;
  readonly refused?: string;
}

export interface SecretOptions {
  readonly env?: Environment;
  readonly keychain?: Keychain | null;
  readonly system?: NodeJS.Platform;
}

/** More clients than this with credentials of their own for one platform sign in anew at each start. */
const MOST_GIVEN = 8;

export function openSecrets(home: string, options: SecretOptions = {}): SecretStore {
  const { env = process.env, system = process.platform } = options;
  let opened: Keychain | null | undefined = options.keychain;
  // Loading the package costs time that most starts of a server need not spend.
  const keychain = () => {
    opened ??= openKeychain(env);
    return opened;
  };
  const memory = new Map<string, Secrets>();

  /** The environment's entry for a login, when its variables still say the same. */
  function inForce(file: SecretFile, login: string): GivenLogin | null {
    const found = file.given.findLast(
      (given) => given.login === login && !given.dismissed && fingerprintOf(file.id, given, env) === given.fingerprint,
    );
    return found && found.secrets !== 'stored' ? found : null;
  }

  function fromKeychain(file: SecretFile, login: string): KeptLogin | null {
    const text = keychain()?.read(`${login} ${file.id}`);
    if (!text) return null;
    try {
      const entry: unknown = JSON.parse(text);
      return isObject(entry) && typeof entry.rev === 'number' ? (entry as unknown as KeptLogin) : null;
    } catch {
      return null;
    }
  }

  /** Of the copies in keychain and file the one written last: a program may be refused the one and not the other. */
  function kept(file: SecretFile, login: string): { readonly place: SecretPlace; readonly secrets: Secrets } | null {
    const entry = file.logins[login];
    if (!entry) return null;
    const chained = fromKeychain(file, login);
    if (chained?.secrets && chained.rev >= entry.rev) return { place: 'keychain', secrets: chained.secrets };
    return entry.secrets ? { place: 'file', secrets: entry.secrets } : null;
  }

  function find(login: string): { readonly place: SecretPlace; readonly secrets: Secrets } | null {
    const file = readSecretFile(home);
    if (!file) return null;
    const given = inForce(file, login);
    if (!given) return kept(file, login);
    const secrets =
      typeof given.secrets === 'object' ? resolved(given.secrets, answersOf(given, env)) : memory.get(login);
    return secrets ? { place: 'environment', secrets } : null;
  }

  function stored(file: SecretFile, login: string, secrets: Secrets): SecretFile {
    const key = `${login} ${file.id}`;
    const rev = Math.max(file.logins[login]?.rev ?? 0, fromKeychain(file, login)?.rev ?? 0) + 1;
    const chained = keychain()?.write(key, JSON.stringify({ rev, secrets })) ?? false;
    if (!chained) keychain()?.remove(key);
    // On a Mac an entry opens only to the program that wrote it, and another app may start the server.
    const entry: KeptLogin = chained && system !== 'darwin' ? { rev } : { rev, secrets };
    return { ...file, logins: { ...file.logins, [login]: entry } };
  }

  /** Secrets with everything that the environment says replaced by a reference; what cannot be is held in memory alone. */
  function withoutGiven(login: string, secrets: Secrets, answers: Readonly<Record<string, string>>) {
    const referenced = referencesTo(answers, secrets);
    if (referenced === null) memory.set(login, secrets);
    return referenced ?? 'memory';
  }

  return {
    async get(login) {
      return find(login)?.secrets ?? null;
    },
    async placeOf(login) {
      return find(login)?.place ?? null;
    },
    put: (login, secrets) =>
      changeSecretFile(home, (file) => {
        const given = inForce(file, login);
        if (!given) return stored(file, login, secrets);
        const renewed: GivenLogin = { ...given, secrets: withoutGiven(login, secrets, answersOf(given, env)) };
        return { ...file, given: file.given.map((entry) => (entry === given ? renewed : entry)) };
      }),
    remove: (login) =>
      changeSecretFile(home, (file) => {
        memory.delete(login);
        keychain()?.remove(`${login} ${file.id}`);
        const { [login]: _gone, ...logins } = file.logins;
        const given = file.given.map(
          (entry): GivenLogin => (entry.login === login ? { ...entry, secrets: 'memory', dismissed: true } : entry),
        );
        return { ...file, logins, given };
      }),
    async given(platform, answers) {
      const file = readSecretFile(home);
      if (!file) return null;
      return (
        file.given.findLast((entry) => {
          if (entry.platform !== platform) return false;
          const same_fields = Object.keys(entry.variables).sort().join() === Object.keys(answers).sort().join();
          return same_fields && fingerprintOf(file.id, entry, env) === entry.fingerprint;
        }) ?? null
      );
    },
    give: (given) =>
      changeSecretFile(home, (file) => {
        const { platform, login, variables, since_s, refused } = given;
        const fingerprint = fingerprintOf(file.id, given, env);
        const secrets =
          given.secrets === null || login === null
            ? 'memory'
            : given.secrets === 'stored'
              ? 'stored'
              : withoutGiven(login, given.secrets, answersOf(given, env));
        const entry: GivenLogin = {
          platform,
          login,
          variables,
          fingerprint,
          since_s,
          secrets,
          ...(refused === undefined ? {} : { refused }),
        };
        const others = file.given.filter((other) => other.platform !== platform);
        const same = file.given.filter((other) => other.platform === platform && other.fingerprint !== fingerprint);
        return { ...file, given: [...others, ...same.slice(1 - MOST_GIVEN), entry] };
      }),
  };
}
