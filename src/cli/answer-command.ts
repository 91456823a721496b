/** A command that is one tool: options in, the same answer out, as tables or as JSON. */

import type * as z from 'zod';
import type { Answer } from '../queries/answer.ts';
import { parseInput } from '../tools/parse-input.ts';
import type { Tool } from '../tools/tool.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { computeStale } from './compute-stale.ts';
import { answerLines } from './print-answer.ts';

/** Runs a tool and prints its answer, from values that are all current. */
export async function printToolAnswer(cli: Cli, options: GlobalOptions, tool: Tool, input: unknown): Promise<void> {
  const checked = parseInput(tool, input) as z.output<typeof tool.input>;
  await cli.withSession(options, async (session) => {
    await computeStale(session);
    const context = await session.context();
    const answer = await tool.run(context, checked);
    printAnswer(cli, options, answer, options.units ?? context.athlete.units);
  });
}

export function printAnswer(cli: Cli, options: GlobalOptions, answer: Answer, units: 'metric' | 'imperial'): void {
  if (options.json) cli.print(JSON.stringify(answer));
  else cli.print(answerLines(answer, units, cli.width).join('\n'));
}
