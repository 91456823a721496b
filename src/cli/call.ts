/** `paceline call <tool> '<json>'`: exactly what an assistant would get, for scripts and for trying things out. */

import { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import { callTool } from '../server/mcp-server.ts';
import { TOOLS, toolNamed } from '../tools/index.ts';
import { UNWATCHED } from '../tools/tool.ts';
import type { Cli } from './cli.ts';
import { computeStale } from './compute-stale.ts';
import { createProgressLine } from './progress-line.ts';

export function callCommand(cli: Cli): Command {
  return new Command('call')
    .description('call a tool and print its structured result as JSON')
    .argument('<tool>', `one of ${TOOLS.map((tool) => tool.name).join(', ')}`)
    .argument('[json]', 'its input, such as \'{"period":"last_28_days"}\'', '{}')
    .action(async (name: string, json: string, _own: unknown, command: Command) => {
      const tool = toolNamed(name);
      const input = parseJson(json);
      await cli.withSession(command.optsWithGlobals(), async (session) => {
        await computeStale(session);
        const line = createProgressLine();
        const result = await callTool(session, tool, input, {
          ...UNWATCHED,
          progress: (done, total, message) => line.update({ step: message, done, total, unit: '' }),
        }).finally(() => line.end());
        if (result.isError) {
          const [first] = result.content;
          throw new Failure('tool_failed', first?.type === 'text' ? first.text : 'The tool failed.');
        }
        cli.print(JSON.stringify(result.structuredContent));
      });
    });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('bad_json', 'The input is not JSON.', `Example: paceline call list_activities '{"limit":5}'`);
  }
}
