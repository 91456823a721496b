/** Builds one MCP server from the list of tools; the same for every transport and protocol era. */

import { type CallToolResult, McpServer, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { Failure } from '../core/failure.ts';
import { cleanText } from '../core/text.ts';
import { answerText } from '../tools/answer-text.ts';
import { TOOLS } from '../tools/index.ts';
import { parseInput } from '../tools/parse-input.ts';
import type { Tool } from '../tools/tool.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

/** No answer grows beyond this; queries page long before. */
const MAX_CHARS = 40_000;

// What all answers have in common; sections differ by tool and are described by their column names.
const OUTPUT = z.looseObject({ scope: z.looseObject({}), notes: z.array(z.string()) });

export function buildServer(session: Session, tools: readonly Tool[] = TOOLS): McpServer {
  const server = new McpServer(
    { name: 'paceline', title: 'Paceline', version: VERSION },
    { instructions: INSTRUCTIONS, cacheHints: { 'tools/list': { ttlMs: 3_600_000, cacheScope: 'private' } } },
  );
  for (const tool of tools) {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: published(tool.input),
        outputSchema: OUTPUT,
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
        _meta: {
          'anthropic/searchHint': tool.search_hint,
          ...(tool.always_load ? { 'anthropic/alwaysLoad': true } : {}),
        },
      },
      (input: unknown) => callTool(session, tool, input),
    );
  }
  return server;
}

/** The schema as clients read it. It lets everything pass: `callTool` checks, and says what is wrong and what would be right. */
function published(input: z.ZodType): StandardSchemaWithJSON {
  const { jsonSchema } = input['~standard'];
  return { '~standard': { version: 1, vendor: 'paceline', jsonSchema, validate: (value) => ({ value }) } };
}

/** Checks the input and runs the tool. Failures become error results with the next step. */
export async function callTool(session: Session, tool: Tool, input: unknown): Promise<CallToolResult> {
  try {
    const checked = parseInput(tool, input);
    const context = await session.context();
    if (context.stale > 0) void session.refresh();
    const answer = await tool.run(context, checked);
    const text = answerText(answer);
    if (JSON.stringify(answer).length > MAX_CHARS) {
      throw new Failure(
        'answer_too_long',
        'The answer is too long.',
        'Ask for a shorter period, fewer fields or a smaller limit.',
      );
    }
    return { content: [{ type: 'text', text }], structuredContent: answer as Record<string, unknown> };
  } catch (error) {
    return { isError: true, content: [{ type: 'text', text: failureText(error) }] };
  }
}

/** What went wrong and what to do, without stack, paths of ours or foreign text. */
export function failureText(error: unknown): string {
  // A message may quote what was asked, which may be anything.
  if (error instanceof Failure) return cleanText([error.message, error.next].filter(Boolean).join(' ')) ?? error.code;
  process.stderr.write(`paceline: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 'Something unexpected went wrong; details are in the log. Repeating the same call will not help. Run `paceline doctor`.';
}
