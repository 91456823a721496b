/** What a tool is: a query or an action with a name, a description for the model, and hints for the client. No arithmetic here. */

import type * as z from 'zod';
import type { Answer } from '../queries/answer.ts';
import type { QueryContext } from '../queries/context.ts';

/** What a tool that acts may use while a client waits for it. */
export interface ToolCall {
  /** Aborted when the client cancels. */
  readonly signal: AbortSignal;
  /** Tells how far it is, in whatever is counted; `total` is null while it is not known. */
  progress(done: number, total: number | null, message: string): void;
}

/** Nobody cancels and nobody looks on. */
export const UNWATCHED: ToolCall = { signal: new AbortController().signal, progress: () => {} };

export interface Tool<Input extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** Switched on by name; all of these are on by default. */
  readonly set: 'core' | 'query' | 'connect';
  /** Default `read`: answers from the database alone. `write` changes data, `connect` accounts; both may speak to platforms. */
  readonly kind?: 'read' | 'write' | 'connect';
  /** It can remove what is not easily had again. */
  readonly destructive?: true;
  /** First sentence: what it answers. Then when to use another tool instead. */
  readonly description: string;
  readonly input: Input;
  /** Loaded at once by clients that otherwise load tools on demand. */
  readonly always_load?: true;
  /** Words a person might use when looking for it. */
  readonly search_hint: string;
  run(context: QueryContext, input: z.output<Input>, call?: ToolCall): Promise<Answer>;
}

/** Keeps the input's type while the tool stands in a list of tools. */
export function defineTool<Input extends z.ZodType>(tool: Tool<Input>): Tool {
  return tool as unknown as Tool;
}
