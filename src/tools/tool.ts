/** What a tool is: a query with a name, a description for the model, and hints for the client. No arithmetic here. */

import type * as z from 'zod';
import type { Answer } from '../queries/answer.ts';
import type { QueryContext } from '../queries/context.ts';

export interface Tool<Input extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** Switched on by name; `core` and `query` are on by default. */
  readonly set: 'core' | 'query';
  /** First sentence: what it answers. Then when to use another tool instead. */
  readonly description: string;
  readonly input: Input;
  /** Loaded at once by clients that otherwise load tools on demand. */
  readonly always_load?: true;
  /** Words a person might use when looking for it. */
  readonly search_hint: string;
  run(context: QueryContext, input: z.output<Input>): Promise<Answer>;
}

/** Keeps the input's type while the tool stands in a list of tools. */
export function defineTool<Input extends z.ZodType>(tool: Tool<Input>): Tool {
  return tool as unknown as Tool;
}
