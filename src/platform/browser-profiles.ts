/** Where the browsers of this machine keep the cookies of the person who runs this. */

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const BROWSERS = ['firefox', 'chrome', 'chromium', 'brave', 'edge', 'vivaldi', 'opera'] as const;
export type Browser = (typeof BROWSERS)[number];

export interface CookieFile {
  readonly browser: Browser;
  readonly path: string;
}

export interface Machine {
  readonly system: NodeJS.Platform;
  /** The person's own folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function thisMachine(): Machine {
  return { system: process.platform, folder: homedir(), env: process.env };
}

/** Folders below the person's own; Windows is not here as its Chromium cookies cannot be read. */
const CHROMIUM: Readonly<
  Record<Exclude<Browser, 'firefox'>, { readonly linux: readonly string[]; readonly darwin: string }>
> = {
  chrome: {
    linux: ['.config/google-chrome', '.var/app/com.google.Chrome/config/google-chrome'],
    darwin: 'Google/Chrome',
  },
  chromium: { linux: ['.config/chromium', 'snap/chromium/common/chromium'], darwin: 'Chromium' },
  brave: {
    linux: ['.config/BraveSoftware/Brave-Browser', '.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser'],
    darwin: 'BraveSoftware/Brave-Browser',
  },
  edge: { linux: ['.config/microsoft-edge'], darwin: 'Microsoft Edge' },
  vivaldi: { linux: ['.config/vivaldi'], darwin: 'Vivaldi' },
  opera: { linux: ['.config/opera'], darwin: 'com.operasoftware.Opera' },
};

/** Every cookie file of a browser, of all its profiles. */
export function cookieFiles(browser: Browser, { system, folder, env: { APPDATA } }: Machine): CookieFile[] {
  const files = browser === 'firefox' ? firefoxFiles() : chromiumFiles(browser);
  return files.map((path) => ({ browser, path }));

  function firefoxFiles(): string[] {
    const roots =
      system === 'darwin'
        ? ['Library/Application Support/Firefox'].map((path) => join(folder, path))
        : system === 'win32'
          ? [join(APPDATA ?? join(folder, 'AppData', 'Roaming'), 'Mozilla', 'Firefox')]
          : [
              '.mozilla/firefox',
              '.config/mozilla/firefox',
              'snap/firefox/common/.mozilla/firefox',
              '.var/app/org.mozilla.firefox/.mozilla/firefox',
              '.var/app/org.mozilla.firefox/config/mozilla/firefox',
            ].map((path) => join(folder, path));
    return roots.flatMap((root) => inProfiles([root, join(root, 'Profiles')], ['cookies.sqlite']));
  }

  function chromiumFiles(name: Exclude<Browser, 'firefox'>): string[] {
    const places = CHROMIUM[name];
    const roots =
      system === 'darwin'
        ? [join(folder, 'Library', 'Application Support', places.darwin)]
        : places.linux.map((path) => join(folder, path));
    // Opera has no folder of profiles.
    return roots.flatMap((root) => [
      ...inProfiles([root], [join('Network', 'Cookies'), 'Cookies']),
      ...[join(root, 'Network', 'Cookies'), join(root, 'Cookies')].filter((path) => existsSync(path)).slice(0, 1),
    ]);
  }
}

/** The first of `names` that is there, in every folder of every root. */
function inProfiles(roots: readonly string[], names: readonly string[]): string[] {
  return roots.flatMap((root) => {
    if (!existsSync(root)) return [];
    const profiles = readdirSync(root, { withFileTypes: true }).filter((entry) => !entry.isFile());
    return profiles.flatMap(({ name }) => {
      const found = names.map((file) => join(root, name, file)).find((path) => existsSync(path));
      return found ? [found] : [];
    });
  });
}
