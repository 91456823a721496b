/** Prints docs/tools.md from the tools themselves; `npm run docs` writes it, a test holds the file against it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { TOOLS } from '../src/tools/index.ts';

interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly items?: Field;
}

const INTRODUCTION = `# Tools

Printed from the definitions in the code by \`npm run docs\`. Tools only read, but \`sync_data\`, which fetches, and \`connect_account\` and \`disconnect_account\`. Answers carry \`scope\` (the question as understood), figures with units in their
keys, \`absent\` (what has no value and why), \`notes\` (what the figures rest on) and \`next\` (calls that follow up). Long lists are paged: pass \`next_cursor\` as \`cursor\`.
Fields called \`name\` and \`note\` are text typed by people or devices.
`;

/** The whole page. */
export function toolsPage(): string {
  const lines = [INTRODUCTION];
  for (const tool of TOOLS) {
    lines.push(`## ${tool.name}`, '', tool.description, '', '| input | type | meaning |', '|---|---|---|');
    const { properties, required } = z.toJSONSchema(tool.input, { io: 'input' }) as {
      properties?: Record<string, Field>;
      required?: readonly string[];
    };
    for (const [name, field] of Object.entries(properties ?? {})) {
      const must = required?.includes(name) ? ' (required)' : '';
      lines.push(`| \`${name}\`${must} | ${typeOf(field)} | ${(field.description ?? '').replaceAll('|', '\\|')} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function typeOf(field: Field): string {
  if (field.type === 'array') return `list of ${typeOf(field.items ?? {})}`;
  return field.enum
    ? field.enum.map((value) => `\`${value}\``).join(', ')
    : (field.type ?? 'text').replace('string', 'text');
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'tools.md'), toolsPage());
