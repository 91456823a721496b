/** Checks a tool's input by its schema and says in one sentence what is wrong with it. */

import type * as z from 'zod';
import { Failure } from '../core/failure.ts';
import { cleanLine } from '../core/text.ts';
import type { Tool } from './tool.ts';

/** A problem may quote the input, which may be anything. */
const LONGEST_PROBLEM = 300;

/** Throws Failure naming the field, what is wrong, and the fields that exist. */
export function parseInput(tool: Tool, input: unknown): z.output<typeof tool.input> {
  const result = tool.input.safeParse(input ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 3).map((issue) => {
    const path = issue.path.join('.');
    return cleanLine(path ? `${path}: ${issue.message}` : issue.message, LONGEST_PROBLEM);
  });
  throw new Failure('bad_input', `${tool.name}: ${problems.join('; ')}.`, `Fields: ${fieldNames(tool).join(', ')}.`);
}

function fieldNames(tool: Tool): string[] {
  const shape = (tool.input as unknown as { shape?: Record<string, unknown> }).shape;
  return shape ? Object.keys(shape) : [];
}
