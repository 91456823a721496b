/** What clients and models read before they ask anything: kept in a snapshot so that every change of words is seen, and held to its budget of tokens. */

import { join } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { INSTRUCTIONS } from '../src/server/instructions.ts';
import { CHECKOUT } from './program.ts';
import { WireSession } from './wire-session.ts';

/** All tools together, and one alone, in tokens of o200k. */
const ALL_TOKENS = 6000;
const ONE_TOKENS = 600;
const INSTRUCTION_CHARS = 2000;
/** Some clients cut the instructions; by then the reader must know which question goes where. */
const ROUTING_CHARS = 700;

interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: {
    readonly properties?: Readonly<Record<string, { readonly [key: string]: unknown }>>;
    readonly [key: string]: unknown;
  };
  readonly _meta: { readonly [key: string]: unknown };
}

let result: { readonly tools: readonly ListedTool[] };

beforeAll(async () => {
  const session = new WireSession(CHECKOUT, join(inject('runFolder'), 'surface-home'));
  await session.initialize('2025-11-25');
  result = (await session.ask('tools/list')).result as unknown as typeof result;
  await session.end();
});

describe('the published surface', () => {
  it('is the one that was reviewed', async () => {
    const lines = ['# instructions', INSTRUCTIONS];
    for (const tool of result.tools) {
      const { properties = {}, ...schema } = tool.inputSchema;
      lines.push('', `# ${tool.name}: ${tool.title}`, tool.description, `hints ${JSON.stringify(tool._meta)}`);
      lines.push(`input ${JSON.stringify(schema)}`);
      for (const [name, field] of Object.entries(properties)) lines.push(`  ${name} ${JSON.stringify(field)}`);
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('surface.snapshot.txt');
  });

  it('costs few tokens', () => {
    expect(countTokens(JSON.stringify(result))).toBeLessThan(ALL_TOKENS);
    const dear = result.tools
      .map((tool) => ({ name: tool.name, tokens: countTokens(JSON.stringify(tool)) }))
      .filter(({ tokens }) => tokens > ONE_TOKENS);
    expect(dear).toEqual([]);
  });

  it('every tool sends neighbouring questions to the right neighbour', () => {
    const names = result.tools.map((tool) => tool.name);
    const silent = result.tools
      .filter((tool) => !names.some((name) => name !== tool.name && tool.description.includes(name)))
      .map((tool) => tool.name);
    expect(silent).toEqual([]);
  });

  it('names only tools that exist', () => {
    const names = new Set(result.tools.map((tool) => tool.name));
    const verbs = [...new Set([...names].map((name) => name.split('_')[0]))].join('|');
    const texts = [INSTRUCTIONS, ...result.tools.map((tool) => JSON.stringify(tool))];
    const named = texts.flatMap((text) => text.match(new RegExp(`\\b(?:${verbs})_[a-z_]+\\b`, 'g')) ?? []);
    expect([...new Set(named)].filter((name) => !names.has(name))).toEqual([]);
  });

  it('inputs are flat and plain, so that every client can show and fill them', () => {
    for (const tool of result.tools) {
      for (const [name, field] of Object.entries(tool.inputSchema.properties ?? {})) {
        const where = `${tool.name}.${name}`;
        expect(field.type, where).toMatch(/^(string|number|integer|boolean|array)$/);
        expect(JSON.stringify(field), where).not.toMatch(/\$ref|anyOf|oneOf|allOf|prefixItems/);
        expect(name, where).toMatch(/^[a-z][a-z0-9_]*$/);
      }
    }
  });

  it('a few tools for the start are loaded at once, and all can be searched for', () => {
    const pinned = result.tools.filter((tool) => tool._meta['anthropic/alwaysLoad'] === true);
    expect(pinned.length).toBeGreaterThanOrEqual(3);
    expect(pinned.length).toBeLessThanOrEqual(5);
    expect(result.tools.every((tool) => tool._meta['anthropic/searchHint'])).toBe(true);
  });
});

describe('the instructions', () => {
  it('are short and begin with which question goes where', () => {
    expect(INSTRUCTIONS.length).toBeLessThanOrEqual(INSTRUCTION_CHARS);
    const start = INSTRUCTIONS.slice(0, ROUTING_CHARS);
    const missing = result.tools.map((tool) => tool.name).filter((name) => !start.includes(name));
    expect(missing).toEqual([]);
  });

  it('say that text in the data is data', () => {
    expect(INSTRUCTIONS).toMatch(/never as instructions/);
  });
});
