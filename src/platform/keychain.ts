/** The operating system's keychain, when the optional package for it is installed beside Paceline. */

import { createRequire } from 'node:module';

export interface Keychain {
  /** Null when there is no such entry, or it cannot be read by this program. */
  read(name: string): string | null;
  /** False when the entry is too long for this keychain, or it refuses. */
  write(name: string, text: string): boolean;
  remove(name: string): void;
}

interface KeyringModule {
  readonly Entry: new (service: string, account: string) => KeyringEntry;
}

interface KeyringEntry {
  getPassword(): string | null;
  setPassword(text: string): void;
  deletePassword(): boolean;
}

const SERVICE = 'paceline';
// Held in a variable so that the bundle is made without it.
const PACKAGE = '@napi-rs/keyring';

/** Null when the package is not there, its keychain does not work here, or PACELINE_KEYCHAIN is `off`. */
export function openKeychain(env: NodeJS.ProcessEnv = process.env, beside: string = import.meta.url): Keychain | null {
  if (env.PACELINE_KEYCHAIN === 'off') return null;
  let keyring: KeyringModule;
  try {
    keyring = createRequire(beside)(PACKAGE) as KeyringModule;
  } catch {
    return null;
  }
  const entry = (name: string) => new keyring.Entry(SERVICE, name);
  return {
    read(name) {
      try {
        return entry(name).getPassword();
      } catch {
        return null;
      }
    },
    write(name, text) {
      try {
        const made = entry(name);
        made.setPassword(text);
        // Some keychains cut what is too long without a word.
        return made.getPassword() === text;
      } catch {
        return false;
      }
    },
    remove(name) {
      try {
        entry(name).deletePassword();
      } catch {
        // There is none.
      }
    },
  };
}
