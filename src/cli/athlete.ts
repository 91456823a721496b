/** `paceline athlete`: who the data belongs to, and the thresholds valid from a date. */

import { Command, Option } from 'commander';
import type { Sex, UnitSystem } from '../core/athlete.ts';
import { Failure } from '../core/failure.ts';
import { FAMILIES, type Family } from '../core/sport.ts';
import { cleanLine } from '../core/text.ts';
import { today } from '../core/time.ts';
import { type AthleteChange, changeAthlete, setThresholds, type ThresholdChange } from '../sync/athlete-settings.ts';
import { addAthlete, chooseAthlete } from '../sync/open.ts';
import { toolNamed } from '../tools/index.ts';
import { printToolAnswer } from './answer-command.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { computeStale } from './compute-stale.ts';

const LONGEST_NAME = 80;

interface SetOptions extends GlobalOptions {
  readonly name?: string;
  readonly sex?: Sex;
  readonly birthDate?: string;
  readonly height?: string;
  readonly timeZone?: string;
  readonly displayUnits?: UnitSystem;
  readonly ftp?: string;
  readonly cp?: string;
  readonly wPrime?: string;
  readonly pMax?: string;
  readonly lthr?: string;
  readonly maxHr?: string;
  readonly restingHr?: string;
  readonly weight?: string;
  readonly runPace?: string;
  readonly swimPace?: string;
  readonly sport?: Family;
  readonly from?: string;
}

export function athleteCommand(cli: Cli): Command {
  const athlete = new Command('athlete').description('show the profile, thresholds in force and zones');
  athlete
    .option('--date <date>', 'thresholds and zones valid on this date')
    .action(async (own: { date?: string }, command: Command) => {
      await printToolAnswer(
        cli,
        command.optsWithGlobals(),
        toolNamed('get_athlete'),
        own.date ? { date: own.date } : {},
      );
    });
  athlete
    .command('add')
    .description('add another athlete')
    .argument('<name>')
    .action(async (name: string, _own: unknown, command: Command) => {
      await cli.withSession(command.optsWithGlobals(), async (session) => {
        const added = await addAthlete((await session.paceline()).store, plainName(name));
        cli.print(`${added.name} is athlete ${added.id}; use --athlete ${JSON.stringify(added.name)}`);
      });
    });
  athlete.addCommand(setCommand(cli));
  return athlete;
}

function setCommand(cli: Cli): Command {
  return new Command('set')
    .description('set profile and thresholds; a threshold is valid from a date')
    .option('--from <date>', 'first day on which the thresholds hold, YYYY-MM-DD (default: today)')
    .option('--ftp <watts>', 'functional threshold power')
    .option('--cp <watts>', 'critical power')
    .option('--w-prime <joules>', 'W′')
    .option('--p-max <watts>', 'maximal power')
    .option('--lthr <bpm>', 'threshold heart rate')
    .option('--max-hr <bpm>', 'maximum heart rate')
    .option('--resting-hr <bpm>', 'resting heart rate')
    .option('--weight <kg>', 'weight')
    .option('--run-pace <min/km>', 'threshold pace of running, such as 4:10')
    .option('--swim-pace <min/100m>', 'threshold pace of swimming, such as 1:35')
    .addOption(
      new Option(
        '--sport <family>',
        'sport the power and heart-rate thresholds belong to (default: rides for power, all for heart rate)',
      ).choices(FAMILIES),
    )
    .option('--name <name>')
    .addOption(new Option('--sex <sex>', 'enters heart-rate load and the power profile').choices(['male', 'female']))
    .option('--birth-date <date>')
    .option('--height <m>', 'height in metres')
    .option('--time-zone <zone>', 'zone for recordings without one, such as Europe/Berlin')
    .addOption(new Option('--display-units <system>').choices(['metric', 'imperial']))
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<SetOptions>();
      await cli.withSession(options, async (session) => {
        const paceline = await session.paceline();
        const athlete = await chooseAthlete(paceline.store, options.athlete);
        const thresholds = thresholdChanges(options);
        const profile = profileChange(options);
        if (thresholds.length === 0 && Object.keys(profile).length === 0) {
          throw new Failure(
            'nothing_to_set',
            'Nothing to set was given.',
            'Example: paceline athlete set --ftp 270 --from 2026-03-01',
          );
        }
        await changeAthlete(paceline, athlete.id, profile);
        await setThresholds(paceline, athlete.id, thresholds, options.from ?? today(athlete.time_zone));
        const computed = await computeStale(session, athlete.id);
        if (options.json) cli.print(JSON.stringify({ athlete_id: athlete.id, thresholds, recomputed: computed }));
        else cli.print(computed > 0 ? `Saved; ${computed} activities were computed anew.` : 'Saved.');
      });
    });
}

function thresholdChanges(options: SetOptions): ThresholdChange[] {
  const changes: ThresholdChange[] = [];
  const power_family = options.sport ?? 'ride';
  const heart_family = options.sport ?? null;
  const add = (kind: ThresholdChange['kind'], family: Family | null, text: string | undefined) => {
    if (text !== undefined) changes.push({ kind, family, value: number(text) });
  };
  add('ftp_w', power_family, options.ftp);
  add('cp_w', power_family, options.cp);
  add('w_prime_j', power_family, options.wPrime);
  add('p_max_w', power_family, options.pMax);
  add('lthr_bpm', heart_family, options.lthr);
  add('max_hr_bpm', heart_family, options.maxHr);
  add('resting_hr_bpm', null, options.restingHr);
  add('weight_kg', null, options.weight);
  if (options.runPace !== undefined) {
    changes.push({ kind: 'threshold_speed_mps', family: 'run', value: 1000 / paceSeconds(options.runPace) });
  }
  if (options.swimPace !== undefined) {
    changes.push({ kind: 'threshold_speed_mps', family: 'swim', value: 100 / paceSeconds(options.swimPace) });
  }
  return changes;
}

function profileChange(options: SetOptions): AthleteChange {
  return {
    ...(options.name === undefined ? {} : { name: plainName(options.name) }),
    ...(options.sex === undefined ? {} : { sex: options.sex }),
    ...(options.birthDate === undefined ? {} : { birth_date: options.birthDate }),
    ...(options.height === undefined ? {} : { height_m: number(options.height) }),
    ...(options.timeZone === undefined ? {} : { time_zone: options.timeZone }),
    ...(options.displayUnits === undefined ? {} : { units: options.displayUnits }),
  };
}

function plainName(text: string): string {
  const name = cleanLine(text, LONGEST_NAME);
  if (name === null) throw new Failure('bad_name', 'The name holds nothing that can be read.', 'Give it letters.');
  return name;
}

function number(text: string): number {
  const value = Number(text.replace(',', '.'));
  if (!Number.isFinite(value))
    throw new Failure('bad_number', `"${text}" is not a number.`, 'Give the number alone, without its unit.');
  return value;
}

/** "4:10" or "250" to seconds. */
function paceSeconds(text: string): number {
  const match = /^(\d{1,2}):([0-5]\d(?:\.\d+)?)$/.exec(text.trim());
  const seconds = match ? Number(match[1]) * 60 + Number(match[2]) : Number(text);
  if (!(seconds > 0))
    throw new Failure('bad_pace', `"${text}" is not a pace.`, 'Write minutes and seconds, such as 4:10.');
  return seconds;
}
