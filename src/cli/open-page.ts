/** Opens a page in the person's own browser, where there is one; whoever sees the printed link can open it anyway. */

import { spawn } from 'node:child_process';

/** BROWSER names the program, or is `none`. */
export function openPage(url: string, env: NodeJS.ProcessEnv = process.env): void {
  const launch = launcher(env);
  if (!launch) return;
  const [program, ...args] = launch;
  const child = spawn(program!, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function launcher(env: NodeJS.ProcessEnv): readonly string[] | null {
  if (env.BROWSER) return env.BROWSER === 'none' ? null : [env.BROWSER];
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => env[name]) ? ['xdg-open'] : null;
}
