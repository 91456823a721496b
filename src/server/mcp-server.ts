/** Builds one MCP server from the list of tools; the same for every transport and protocol era. */

import {
  type CallToolResult,
  McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
  type ToolAnnotations,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { Failure } from '../core/failure.ts';
import { cleanText } from '../core/text.ts';
import { answerText } from '../tools/answer-text.ts';
import { TOOLS } from '../tools/index.ts';
import { parseInput } from '../tools/parse-input.ts';
import { type Tool, type ToolCall, UNWATCHED } from '../tools/tool.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

/** No answer grows beyond this; queries page long before. */
const MAX_CHARS = 40_000;

// What all answers have in common; sections differ by tool and are described by their column names.
const OUTPUT = z.looseObject({ scope: z.looseObject({}), notes: z.array(z.string()) });
const ANSWER: StandardSchemaWithJSON = { '~standard': { ...OUTPUT['~standard'], jsonSchema: plain(OUTPUT) } };

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
        outputSchema: ANSWER,
        annotations: annotationsOf(tool),
        _meta: {
          'anthropic/searchHint': tool.search_hint,
          ...(tool.always_load ? { 'anthropic/alwaysLoad': true } : {}),
        },
      },
      async (input: unknown, context: ServerContext) => {
        const result = await callTool(session, tool, input, callOf(context));
        if (!result.isError) void session.refreshMirror();
        return result;
      },
    );
  }
  return server;
}

/** The schema as clients read it. It lets everything pass: `callTool` checks, and says what is wrong and what would be right. */
function published(input: z.ZodType): StandardSchemaWithJSON {
  return {
    '~standard': { version: 1, vendor: 'paceline', jsonSchema: plain(input), validate: (value) => ({ value }) },
  };
}

/** JSON Schema without naming its dialect: that is the protocol's own, and would be read out once per tool. */
function plain(schema: z.ZodType): StandardSchemaWithJSON['~standard']['jsonSchema'] {
  const { jsonSchema } = schema['~standard'];
  const without = ({ $schema: _dialect, ...rest }: Record<string, unknown>) => rest;
  return {
    input: (options) => without(jsonSchema.input(options)),
    output: (options) => without(jsonSchema.output(options)),
  };
}

function annotationsOf({ kind = 'read', destructive }: Tool): ToolAnnotations {
  const readOnlyHint = kind === 'read';
  return { readOnlyHint, destructiveHint: destructive === true, idempotentHint: true, openWorldHint: !readOnlyHint };
}

const PROGRESS_GAP_MS = 250;

/** Cancelling and progress as this request has them; progress goes out only when the client asked for it. */
function callOf({ mcpReq }: ServerContext): ToolCall {
  const progressToken = mcpReq._meta?.progressToken;
  let quiet = false;
  let last = -1;
  return {
    signal: mcpReq.signal,
    progress(done, total, message) {
      if (progressToken === undefined || mcpReq.signal.aborted || (quiet && done !== total)) return;
      quiet = true;
      setTimeout(() => {
        quiet = false;
      }, PROGRESS_GAP_MS).unref();
      // The protocol wants it to grow, and every step of a long job begins at 0.
      const grows = done > last;
      last = grows ? done : last + 0.001;
      const params = { progressToken, progress: last, message, ...(grows && total !== null ? { total } : {}) };
      // A client that has gone needs no progress.
      mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
    },
  };
}

/** Checks the input and runs the tool. Failures become error results with the next step. */
export async function callTool(
  session: Session,
  tool: Tool,
  input: unknown,
  call: ToolCall = UNWATCHED,
): Promise<CallToolResult> {
  try {
    const checked = parseInput(tool, input);
    const context = await session.context();
    if (context.stale > 0) void session.refresh();
    const told = await tool.run(context, checked, call);
    const age = (tool.kind ?? 'read') === 'read' ? await session.ageNote() : null;
    const answer = age === null ? told : { ...told, notes: [...told.notes, age] };
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
