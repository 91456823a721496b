/**
 * A whole history from four platforms that take their time to answer: how much longer it takes than the platforms are busy with
 * answers; the number of activities; what a second sync costs. `node bench/sync-speed.ts 3000` alone takes any number.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PLATFORMS } from '../src/connectors/platforms.ts';
import { openPaceline } from '../src/sync/open.ts';
import { inventAthlete, type PlatformName } from '../test/platforms/athlete.ts';
import { connectFake } from '../test/platforms/connect.ts';
import type { FakePlatform } from '../test/platforms/fake.ts';
import { startPlatform } from '../test/platforms/start.ts';
import { countActivities } from '../test/platforms/state.ts';
import { type Finding, printFindings } from './measure.ts';

/** What a fast platform takes; real ones are slower, and the slower they are the less our own work counts. */
const ANSWER_MS = 100;

interface Synced {
  readonly accounts: readonly { readonly account: string; readonly backlog: number; readonly trouble: string | null }[];
}

export async function syncSpeed(bundle: string, workouts: number): Promise<Finding[]> {
  const home = mkdtempSync(join(tmpdir(), 'paceline-sync-'));
  const athlete = inventAthlete({ workouts, longest_s: 1800 });
  const fakes = await Promise.all(
    PLATFORMS.map(async (connector) => ({
      connector,
      fake: await startPlatform(connector.id as PlatformName, { athlete }),
    })),
  );
  try {
    let paceline = await openPaceline(home);
    for (const { connector, fake } of fakes) await connectFake(paceline, connector, fake);
    await paceline.store.close();
    for (const { fake } of fakes) {
      fake.server.delay_ms = ANSWER_MS;
      fake.server.calls.length = 0;
    }
    const first = await sync(bundle, home, fakes);
    const busy_ms = busyTime(fakes);
    const calls = fakes.reduce((sum, { fake }) => sum + fake.server.calls.length, 0);
    for (const { fake } of fakes) fake.server.calls.length = 0;
    await sync(bundle, home, fakes);
    const again = fakes.map(({ fake }) => fake.server.calls.length);
    paceline = await openPaceline(home);
    const count = await countActivities(paceline.store.db);
    await paceline.store.close();
    const several = athlete.workouts.filter((workout) => workout.on.size > 1).length;
    const ratio = first.ms / busy_ms;
    return [
      {
        what: `whole sync / time the platforms were answering (${(first.ms / 1000).toFixed(1)} s, ${(busy_ms / 1000).toFixed(1)} s; ${calls} calls of ${ANSWER_MS} ms)`,
        figure: ratio.toFixed(2),
        bar: '< 1.2',
        ok: ratio < 1.2,
      },
      {
        what: `activities of ${workouts} workouts, ${several} of them on several platforms`,
        figure: String(count),
        bar: String(workouts),
        ok: count === workouts,
      },
      {
        what: 'left to fetch, accounts with trouble',
        figure: `${first.synced.accounts.reduce((sum, a) => sum + a.backlog, 0)}, ${first.synced.accounts.filter((a) => a.trouble).length}`,
        bar: '0, 0',
        ok: first.synced.accounts.every((account) => account.backlog === 0 && account.trouble === null),
      },
      {
        what: 'calls of a second sync, by platform',
        figure: again.join(', '),
        bar: 'at most 3 each',
        ok: again.every((calls) => calls <= 3),
      },
    ];
  } finally {
    for (const { fake } of fakes) await fake.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function sync(
  bundle: string,
  home: string,
  fakes: readonly { readonly fake: FakePlatform }[],
): Promise<{ ms: number; synced: Synced }> {
  const started = performance.now();
  const env = { ...process.env, PACELINE_HOME: home, PACELINE_KEYCHAIN: 'off' };
  for (const { fake } of fakes) Object.assign(env, { [fake.base_url_env]: fake.url });
  const child = spawn(process.execPath, [bundle, 'sync', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', () => {
      const ms = performance.now() - started;
      done({ ms, synced: JSON.parse(Buffer.concat(out).toString()) as Synced });
    });
  });
}

/** Milliseconds in which at least one platform was busy with an answer. */
function busyTime(fakes: readonly { readonly fake: FakePlatform }[]): number {
  const spans = fakes.flatMap(({ fake }) => fake.server.calls).sort((a, b) => a.began_ms - b.began_ms);
  let busy = 0;
  let until = 0;
  for (const { began_ms, ended_ms } of spans) {
    busy += Math.max(0, ended_ms - Math.max(began_ms, until));
    until = Math.max(until, ended_ms);
  }
  return busy;
}

if (import.meta.main) {
  const bundle = resolve(import.meta.dirname, '..', 'dist', 'paceline.mjs');
  printFindings('Sync of four platforms', await syncSpeed(bundle, Number(process.argv[2] ?? 200)));
}
