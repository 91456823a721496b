/** `paceline merge`, `split` and `repair`: corrections by hand that outlive every later import. */

import { Argument, Command } from 'commander';
import { Failure } from '../core/failure.ts';
import { formatActivityId, parseActivityId } from '../queries/activity-id.ts';
import { REPAIR_IDS } from '../sync/open.ts';
import { mergeActivities, splitActivity, switchRepair } from '../sync/rejoin.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { computeStale } from './compute-stale.ts';

export function mergeCommand(cli: Cli): Command {
  return new Command('merge')
    .description('make one activity of several recordings of the same workout')
    .argument('<id...>')
    .action(async (ids: string[], _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await cli.withSession(options, async (session) => {
        const paceline = await session.paceline();
        const context = await session.context();
        const numbers = await Promise.all(ids.map((id) => parseActivityId(context, id)));
        const id = await mergeActivities(paceline.store, numbers);
        await computeStale(session);
        if (options.json) cli.print(JSON.stringify({ id: formatActivityId(id) }));
        else cli.print(`Merged into ${formatActivityId(id)}. Undo with: paceline split ${formatActivityId(id)}`);
      });
    });
}

export function splitCommand(cli: Cli): Command {
  return new Command('split')
    .description('undo a join: every recording becomes an activity of its own')
    .argument('<id>')
    .action(async (id: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await cli.withSession(options, async (session) => {
        const paceline = await session.paceline();
        const whole = await parseActivityId(await session.context(), id);
        const parts = (await splitActivity(paceline.store, whole)).map(formatActivityId);
        await computeStale(session);
        if (options.json) cli.print(JSON.stringify({ ids: parts }));
        else cli.print(`Split into ${parts.join(', ')}. Undo with: paceline merge ${parts.join(' ')}`);
      });
    });
}

export function repairCommand(cli: Cli): Command {
  return new Command('repair')
    .description('switch a data repair off or on for one activity')
    .argument('<id>')
    .argument('<repair>', `one of ${REPAIR_IDS.join(', ')}`)
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .action(async (id: string, repair: string, state: string, _own: unknown, command: Command) => {
      if (!REPAIR_IDS.includes(repair)) {
        throw new Failure('unknown_repair', `There is no repair "${repair}".`, `Known: ${REPAIR_IDS.join(', ')}.`);
      }
      const options = command.optsWithGlobals<GlobalOptions>();
      await cli.withSession(options, async (session) => {
        const paceline = await session.paceline();
        const activity = await parseActivityId(await session.context(), id);
        await switchRepair(paceline.store, activity, repair, state === 'on');
        await computeStale(session);
        if (options.json) cli.print(JSON.stringify({ id, repair, state }));
        else cli.print(`${repair} is ${state} for ${id}; its values were computed anew.`);
      });
    });
}
