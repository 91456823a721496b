/** `paceline doctor`: is everything in order, and if not, what to do. */

import { Command } from 'commander';
import { type AccountCheck, checkAccounts } from '../actions/check-accounts.ts';
import { comparePlatformFitness } from '../actions/compare-platform-fitness.ts';
import { Failure } from '../core/failure.ts';
import { nowSeconds } from '../core/time.ts';
import { VERSION } from '../server/version.ts';
import { checkStore } from '../store/check.ts';
import type { Store } from '../store/store.ts';
import { chooseAthlete } from '../sync/open.ts';
import { countStale } from '../sync/recompute.ts';
import type { Cli, GlobalOptions } from './cli.ts';

interface Flags extends GlobalOptions {
  readonly offline?: boolean;
}

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
  readonly remedy?: string;
}

const YEAR_2024 = 1_704_067_200;

export function doctorCommand(cli: Cli): Command {
  return new Command('doctor')
    .description('check every account with a real login, database, files, disk, clock and versions')
    .option('--offline', 'leave the accounts out')
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<Flags>();
      await cli.withSession(options, async (session) => {
        const { store } = await session.paceline();
        const check = checkStore(store);
        const stale = await countStale(store.db);
        const findings: Finding[] = [
          {
            check: 'version',
            ok: true,
            found: `Paceline ${VERSION}, Node ${process.versions.node}, SQLite ${check.sqlite_version}`,
          },
          { check: 'home', ok: true, found: store.home },
          finding(
            'permissions',
            !check.open_to_others,
            'only you can read it',
            'others can read it',
            `Run: chmod -R go-rwx ${store.home}`,
          ),
          finding(
            'database',
            check.integrity === 'ok' && check.foreign_keys_broken === 0,
            `sound, ${megabytes(check.database_bytes)}`,
            check.integrity,
            'Restore a backup, or move the database away and import again.',
          ),
          finding(
            'originals',
            check.originals_missing === 0,
            `${check.originals} files`,
            `${check.originals_missing} of ${check.originals} files are missing`,
            'Import the folder they came from again, or restore a backup.',
          ),
          finding(
            'values',
            stale === 0,
            'all activities are computed',
            `${stale} activities wait to be computed`,
            'Any other command computes them; for example: paceline status',
          ),
          finding(
            'disk',
            check.free_bytes > 500e6,
            `${megabytes(check.free_bytes)} free`,
            `only ${megabytes(check.free_bytes)} free`,
            'Free some space, or move the home and set PACELINE_HOME.',
          ),
          finding(
            'clock',
            nowSeconds() > YEAR_2024,
            'plausible',
            'the computer’s clock is years behind',
            'Set the clock.',
          ),
        ];
        const accounts = options.offline ? [] : await accountsOf(store, options);
        findings.push(...accounts.map(accountFinding));
        const told = accounts.some(({ platform }) => platform === 'trainingpeaks');
        const fitness = told ? await comparePlatformFitness(await session.context()) : null;
        if (fitness !== null) findings.push({ check: 'fitness', ok: true, found: fitness });
        const ok = findings.every((f) => f.ok);
        if (!ok) process.exitCode = 1;
        if (options.json) cli.print(JSON.stringify({ ok, findings, accounts }));
        else {
          const width = Math.max(12, ...findings.map((f) => f.check.length));
          for (const f of findings) {
            cli.print(`${f.ok ? 'ok   ' : 'WRONG'} ${f.check.padEnd(width)} ${f.found}`);
            if (f.remedy) cli.print(`${' '.repeat(width + 7)}${f.remedy}`);
          }
        }
      });
    });
}

async function accountsOf(store: Store, { athlete }: GlobalOptions): Promise<AccountCheck[]> {
  const { id } = await chooseAthlete(store, athlete);
  try {
    return await checkAccounts(store, { athlete_id: id, only_athlete: athlete !== undefined });
  } catch (error) {
    // Such as a file of logins that cannot be read: the other findings still help.
    if (!(error instanceof Failure)) throw error;
    const nothing = { identity: null, way: null, kept_in: null, login_days: null, clock_offset_s: null, notes: [] };
    const why = { cause: error.code, found: error.message, remedy: error.next ?? null };
    return [{ account: 'accounts', platform: '', ok: false, ...nothing, ...why }];
  }
}

function accountFinding({ account, ok, found, remedy, kept_in, clock_offset_s, notes }: AccountCheck): Finding {
  const more = [
    ...(kept_in === null ? [] : [`login kept in the ${kept_in}`]),
    ...(clock_offset_s === null ? [] : [`clocks differ by ${Math.abs(clock_offset_s)} s`]),
    ...notes,
  ];
  const text = [found.replace(/\.$/, ''), ...(ok ? more : [])].join('; ');
  return { check: account, ok, found: text, ...(remedy === null ? {} : { remedy }) };
}

function finding(check: string, ok: boolean, good: string, bad: string, remedy: string): Finding {
  return ok ? { check, ok, found: good } : { check, ok, found: bad, remedy };
}

function megabytes(bytes: number): string {
  return bytes > 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
