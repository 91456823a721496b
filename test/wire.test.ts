/** The server from the outside: the official client and bare lines over stdio, in every protocol version, from the checkout and from the bundle. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TOOLS } from '../src/tools/index.ts';
import { copyOfDemoHome, demoHome, makeOutdated } from './demo-home.ts';
import { bundle, CHECKOUT, cleanEnvironment } from './program.ts';
import { WireSession } from './wire-session.ts';

const LEGACY_VERSIONS = ['2025-11-25', '2025-06-18', '2024-11-05'];
const MODERN = '2026-07-28';

/** What every request of the current protocol carries. */
const MODERN_META = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

const emptyHome = () => join(mkdtempSync(join(inject('runFolder'), 'empty-')), 'home');

async function connect(program: string, home: string, era: 'modern' | 'legacy'): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: era === 'modern' ? { pin: MODERN } : 'legacy' } },
  );
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp'],
    env: cleanEnvironment(home),
    stderr: 'pipe',
    cwd: dirname(program),
  });
  await client.connect(transport);
  return client;
}

type Called = Awaited<ReturnType<Client['callTool']>>;

function textOf(result: Called): string {
  const [first] = result.content;
  expect(result.content).toHaveLength(1);
  if (first?.type !== 'text') throw new Error('no text');
  return first.text;
}

function errorOf(result: Called): string {
  expect(result.isError).toBe(true);
  expect(result.structuredContent).toBeUndefined();
  return textOf(result);
}

function isProtocolOnly(stdout: string): void {
  for (const line of stdout.split('\n').slice(0, -1)) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  expect(stdout.endsWith('\n')).toBe(true);
}

describe.each(['checkout', 'bundle'])('%s with an empty home', (kind) => {
  let program: string;
  beforeAll(async () => {
    program = kind === 'bundle' ? await bundle() : CHECKOUT;
  });

  it.each(['modern', 'legacy'] as const)('%s client: lists and answers', async (era) => {
    const home = emptyHome();
    const client = await connect(program, home, era);
    try {
      expect(client.getNegotiatedProtocolVersion()).toBe(era === 'modern' ? MODERN : '2025-11-25');
      expect(client.getServerVersion()).toMatchObject({ name: 'paceline', title: 'Paceline' });
      expect(client.getInstructions()).toContain('list_activities');
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(TOOLS.map((tool) => tool.name));
      expect((await client.listTools(undefined, { cacheMode: 'bypass' })).tools).toEqual(tools);
      for (const tool of tools) {
        const reads = !['sync_data', 'connect_account', 'disconnect_account'].includes(tool.name);
        expect(tool.title, tool.name).toBeTruthy();
        expect(tool.annotations, tool.name).toEqual({
          readOnlyHint: reads,
          destructiveHint: tool.name === 'disconnect_account',
          idempotentHint: true,
          openWorldHint: !reads,
        });
        expect(tool.inputSchema, tool.name).toMatchObject({ type: 'object', additionalProperties: false });
        expect(tool.outputSchema, tool.name).toMatchObject({ type: 'object' });
      }
      // Listing is for clients that look around: nothing is made on the disk for them.
      expect(existsSync(join(home, 'paceline.db'))).toBe(false);

      for (const [name, input] of [
        ['list_activities', {}],
        ['get_training_load', {}],
        ['get_data_status', {}],
      ] as const) {
        const result = await client.callTool({ name, arguments: input });
        expect(result.isError, name).toBeFalsy();
        expect(textOf(result), name).toMatch(/paceline import/);
        expect(JSON.stringify(result.structuredContent), name).toMatch(/paceline import/);
      }
      const missing = await client.callTool({ name: 'get_activity', arguments: { id: 'a1' } });
      expect(errorOf(missing)).toMatch(/paceline import/);
    } finally {
      await client.close();
    }
  });

  it('without arguments and without a terminal it serves', async () => {
    const session = new WireSession(program, emptyHome(), { args: [] });
    const answer = await session.initialize('2025-11-25');
    expect(answer.result).toMatchObject({ serverInfo: { name: 'paceline' } });
    const { code, ms } = await session.end();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(1000);
    isProtocolOnly(session.stdout);
    expect(session.stderr).toBe('');
  });
});

describe('the bundle', () => {
  it('stands alone and needs no network', async () => {
    const program = await bundle();
    expect(readdirSync(dirname(program))).toEqual(['paceline.mjs']);
    const cut_off = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];
    const session = new WireSession(program, emptyHome(), { before: cut_off });
    const discovered = await session.ask('server/discover', MODERN_META);
    expect(discovered.result).toMatchObject({ supportedVersions: expect.arrayContaining([MODERN]) });
    const listed = await session.ask('tools/list', MODERN_META);
    expect(listed.result?.tools).toHaveLength(TOOLS.length);
    expect(listed.result).toMatchObject({ cacheScope: 'private' });
    const called = await session.ask('tools/call', { name: 'get_athlete', arguments: {}, ...MODERN_META });
    expect(called.result).toHaveProperty('structuredContent.scope');
    expect((await session.end()).code).toBe(0);
    isProtocolOnly(session.stdout);
  });
});

describe.each(LEGACY_VERSIONS)('protocol %s', (version) => {
  it('is served as asked for', async () => {
    const session = new WireSession(await bundle(), emptyHome());
    const answer = await session.initialize(version);
    expect(answer.result).toMatchObject({ protocolVersion: version, capabilities: { tools: {} } });
    expect((await session.ask('tools/list')).result?.tools).toHaveLength(TOOLS.length);
    expect((await session.ask('ping')).result).toEqual({});
    const called = await session.ask('tools/call', { name: 'list_activities', arguments: {} });
    expect(called.result).toMatchObject({ content: [{ type: 'text' }] });
    // Not understood, but answered, and the next request is served.
    expect((await session.ask('no/such/method')).error?.code).toBe(-32601);
    session.write('{"jsonrpc":"2.0","id":');
    session.write('no protocol at all');
    expect((await session.ask('ping')).result).toEqual({});
    expect((await session.end()).code).toBe(0);
    isProtocolOnly(session.stdout);
  });
});

describe('a demo athlete', () => {
  let client: Client;
  let home: string;
  let ids: string[];
  const schemas = new Map<string, object>();

  beforeAll(async () => {
    home = await demoHome();
    client = await connect(CHECKOUT, home, 'modern');
    for (const tool of (await client.listTools()).tools) schemas.set(tool.name, tool.outputSchema!);
    const { rows } = (await client.callTool({ name: 'list_activities', arguments: {} })).structuredContent as {
      rows: string[][];
    };
    ids = rows.map((row) => row[0]!);
  }, 240_000);
  afterAll(() => client?.close());

  /** Calls that anybody would make first; `period` and dates because the athlete's history ends on a fixed day. */
  const calls = (): [string, Record<string, unknown>][] => [
    ...TOOLS.filter((tool) => tool.input.safeParse({}).success && tool.name !== 'query_data').map(
      (tool): [string, Record<string, unknown>] => [tool.name, {}],
    ),
    ['get_activity', { id: ids[0] }],
    ['get_activity', { id: ids[1]!.slice(1), sections: ['laps', 'best_efforts', 'sources', 'notes', 'repairs'] }],
    ['get_activity_streams', { id: ids[0] }],
    ['compare_activities', { ids: [ids[0], ids[3]] }],
    ['compare_periods', { periods: ['2026-05', '2026-06'] }],
    ['get_training_load', { after: '2026-04-01', before: '2026-06-30' }],
    ['summarize_training', { after: '2026-01-01', before: '2026-06-30', by: 'month' }],
    ['summarize_training', { period: 'all', by: 'day' }],
    ['get_wellness', { after: '2026-06-01', before: '2026-06-30' }],
    ['list_activities', { limit: 100 }],
    ['find_efforts', { kind: 'climb', limit: 100 }],
    ['find_efforts', { kind: 'best_power' }],
    ['get_performance_curve', { metric: 'speed', sport: 'run' }],
    ['estimate_thresholds', { before: '2026-06-30' }],
    ['query_data', { schema: true }],
    ['query_data', { sql: 'SELECT local_date, name, distance_m FROM activities ORDER BY local_date', limit: 1000 }],
  ];

  it('every tool answers in its own schema, in bounds, with the same facts in both forms', async () => {
    const answered = new Set<string>();
    for (const [name, input] of calls()) {
      const called = `${name}(${JSON.stringify(input)})`;
      const result = await client.callTool({ name, arguments: input });
      expect(result.isError, `${called}: ${result.isError ? textOf(result) : ''}`).toBeFalsy();
      const structured = result.structuredContent as Record<string, unknown>;
      expect(new AjvJsonSchemaValidator().getValidator(schemas.get(name)!)(structured), called).toMatchObject({
        valid: true,
      });
      expect(JSON.stringify(structured).length, called).toBeLessThan(30_000);
      expect(structured.notes, called).toBeInstanceOf(Array);
      const text = textOf(result);
      const lost = leaves(structured).filter((leaf) => !text.includes(leaf.replaceAll('\n', ' ')));
      expect(lost, called).toEqual([]);
      answered.add(name);
    }
    expect([...answered].sort()).toEqual(TOOLS.map((tool) => tool.name).sort());
  });

  it('follow-up calls it proposes work', async () => {
    const proposed = new Set<string>();
    for (const [name, input] of calls()) {
      const { next } = (await client.callTool({ name, arguments: input })).structuredContent as { next?: string[] };
      for (const call of next ?? []) if (!call.startsWith('paceline ')) proposed.add(call);
    }
    expect(proposed.size).toBeGreaterThan(10);
    for (const call of proposed) {
      const [, name, written] = /^(\w+)\((.*)\)$/s.exec(call) ?? [];
      expect(name, call).toBeDefined();
      const result = await client.callTool({ name: name!, arguments: argumentsOf(written!) });
      expect(result.isError, `${call}: ${result.isError ? textOf(result) : ''}`).toBeFalsy();
    }
  });

  it('lists are read page by page, each entry once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const { rows, ...page } = (
        await client.callTool({
          name: 'list_activities',
          arguments: { limit: 40, ...(cursor === undefined ? {} : { cursor }) },
        })
      ).structuredContent as { rows: string[][]; next_cursor?: string; total: number };
      seen.push(...rows.map((row) => row[0]!));
      total = page.total;
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(total);
    expect(new Set(seen).size).toBe(total);
  });

  it('an argument that does not exist is named, with those that do', async () => {
    for (const tool of TOOLS) {
      const { properties } = (await client.listTools()).tools.find(({ name }) => name === tool.name)!.inputSchema;
      const error = errorOf(await client.callTool({ name: tool.name, arguments: { days_back: 3 } }));
      expect(error).toMatch(/Unrecognized key: "days_back"/);
      for (const field of Object.keys(properties ?? {})) expect(error, tool.name).toContain(field);
    }
  });

  it('wrong values are told with what is allowed', async () => {
    const told = async (name: string, input: Record<string, unknown>) =>
      errorOf(await client.callTool({ name, arguments: input }));
    expect(await told('get_activity', {})).toMatch(/id/);
    expect(await told('list_activities', { period: 'yesterday' })).toMatch(/last_7_days/);
    expect(await told('list_activities', { limit: 5000 })).toMatch(/limit.*100/s);
    expect(await told('list_activities', { after: '01.03.2026' })).toMatch(/YYYY-MM-DD/);
    expect(await told('list_activities', { sport: 'quidditch' })).toMatch(/ride, run/);
    expect(await told('list_activities', { cursor: 'x' })).toMatch(/cursor/);
    expect(await told('get_activity', { id: 'a99999' })).toMatch(/list_activities.*a\d+/s);
    expect(await told('get_activity', { id: 'x'.repeat(100_000) })).toHaveLength(
      (await told('get_activity', { id: 'no id' })).length,
    );
    expect(await told('query_data', { sql: 'DELETE FROM activities' })).toMatch(/SELECT/);
    expect(await told('query_data', { sql: 'SELECT * FROM sqlite_master' })).toMatch(/\w/);
  });

  it('a call without arguments is one with none', async () => {
    expect((await client.callTool({ name: 'get_athlete' })).structuredContent).toHaveProperty('thresholds');
  });

  it('an unknown tool is a protocol error', async () => {
    await expect(client.callTool({ name: 'delete_everything', arguments: {} })).rejects.toMatchObject({ code: -32602 });
  });

  it('three requests in flight are all answered', async () => {
    const results = await Promise.all(
      ['get_training_load', 'list_activities', 'get_performance_curve'].map((name) =>
        client.callTool({ name, arguments: {} }),
      ),
    );
    expect(results.map((result) => Object.keys(result.structuredContent as object)[0])).toEqual([
      'scope',
      'scope',
      'scope',
    ]);
    expect(results.every((result) => !result.isError)).toBe(true);
  });

  it('a cancelled call leaves the server answering', async () => {
    const stop = new AbortController();
    const slow = client.callTool({ name: 'query_data', arguments: { sql: SLOW } }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(slow).rejects.toThrow();
    const started = performance.now();
    await client.callTool({ name: 'list_activities', arguments: { limit: 1 } });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('ends within a second while it computes what was stale', async () => {
    const changed = await copyOfDemoHome('stale-home');
    makeOutdated(changed);
    const session = new WireSession(await bundle(), changed);
    await session.initialize('2025-11-25');
    const called = await session.ask('tools/call', { name: 'list_activities', arguments: { limit: 3 } });
    expect(JSON.stringify(called.result)).toMatch(/being recomputed/);
    await new Promise((soon) => setTimeout(soon, 300));
    const { code, ms } = await session.end();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(1000);
    expect(session.stderr).toBe('');
    isProtocolOnly(session.stdout);
  });

  it.each(['idle', 'in the middle of a call'])('ends within a second of its input, %s', async (when) => {
    const session = new WireSession(await bundle(), home);
    await session.initialize('2025-11-25');
    await session.ask('tools/call', { name: 'query_data', arguments: { sql: 'SELECT 1' } });
    if (when !== 'idle') {
      session.send('tools/call', { name: 'query_data', arguments: { sql: SLOW } });
      session.send('tools/call', { name: 'get_performance_curve', arguments: {} });
      await new Promise((soon) => setTimeout(soon, 100));
    }
    const { code, ms } = await session.end();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(1000);
    isProtocolOnly(session.stdout);
  });
});

// Several seconds of work on any machine, in a statement that the row estimate lets pass.
const SLOW = `SELECT sum(length(replace(printf('%.9000d', a.duration_s), '0', 'ab'))) FROM efforts a, laps b`;

/** Every value of an answer as it would be printed. */
function leaves(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leaves);
  return [String(value)];
}

/** `id="a1", sections=["laps"]` as an object. */
function argumentsOf(written: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [, name, value] of written.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,\s]+)/g)) {
    out[name!] = JSON.parse(value!);
  }
  return out;
}
