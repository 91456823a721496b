/** The connector against mocks made from Strava's published description: every endpoint answers, no list ever ends, much makes no sense. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeServer, startServer } from '../../../test/platforms/server.ts';
import { directCaller, directSession, runStream } from './direct-caller.test-data.ts';
import { STRAVA } from './strava.ts';

const PATH = join(import.meta.dirname, '../../../../shared/specs/strava-swagger.json');

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
}

interface Operation {
  readonly responses: Readonly<Record<string, { schema?: Schema; examples?: Record<string, unknown> }>>;
}

type Body = (operation: Operation, definitions: Readonly<Record<string, Schema>>) => unknown;

/** The documented example of each answer, as the file has it: among them objects where lists are described. */
const fromExamples: Body = ({ responses }) => responses['200']?.examples?.['application/json'];

/** Every field of the schema, filled with the plainest value of its type. */
const fromSchema =
  (next: () => number): Body =>
  ({ responses }, definitions) => {
    const fill = (schema: Schema, depth: number): unknown => {
      if (depth > 12) return null;
      if (schema.$ref) return fill(definitions[schema.$ref.split('/').at(-1)!]!, depth + 1);
      if (schema.allOf || schema.properties) {
        const parts = (schema.allOf ?? []).map((part) => fill(part, depth + 1));
        const own = Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, fill(inner, depth + 1)]);
        return Object.assign({}, ...parts, Object.fromEntries(own));
      }
      if (schema.enum) return schema.enum[0];
      switch (schema.type) {
        case 'array':
          return [fill(schema.items ?? {}, depth + 1), fill(schema.items ?? {}, depth + 1)];
        case 'integer':
          return next();
        case 'number':
          return next() + 0.5;
        case 'boolean':
          return next() % 2 === 0;
        case 'string':
          return schema.format === 'date-time' ? '2019-08-24T14:15:22Z' : 'string';
        default:
          return {};
      }
    };
    const schema = responses['200']?.schema;
    return schema ? fill(schema, 0) : undefined;
  };

function startMock(body: Body): Promise<FakeServer> {
  const { paths, definitions } = JSON.parse(readFileSync(PATH, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
    definitions: Record<string, Schema>;
  };
  const routes = Object.entries(paths)
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .map(([path, operations]) => ({
      pattern: new RegExp(`^/api/v3${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
      operations,
    }));
  return startServer(({ method, path }) => {
    if (path === '/oauth/token') {
      // The documented example, long out of date.
      const times = { expires_at: 1568775134, expires_in: 20566 };
      return { body: { token_type: 'Bearer', ...times, refresh_token: 'e5n567567', access_token: 'a4b945687g' } };
    }
    const found = routes.find(({ pattern, operations }) => pattern.test(path) && operations[method.toLowerCase()]);
    if (!found) return { status: 404, body: { title: 'no such path' } };
    return { body: body(found.operations[method.toLowerCase()]!, definitions) };
  });
}

/** Connects, runs every stream twice (whole, then as on an unchanged account) and asks for each activity's detail. */
async function walk(server: FakeServer): Promise<Record<string, number>> {
  const now = () => Date.parse('2026-11-15T12:00:00Z') / 1000;
  const answers = {
    client_id: '1',
    client_secret: 's',
    code: 'c',
    granted_scope: '',
    redirect_uri: 'http://127.0.0.1',
  };
  const { secrets, identity } = await STRAVA.signIn(directCaller(server.url, now), 'app', answers);
  expect(STRAVA.expires_s(secrets)).toBeGreaterThan(now());
  const session = directSession(server.url, now, secrets, identity);
  await STRAVA.check(session);
  const counts: Record<string, number> = {};
  for (const { id } of STRAVA.streams) {
    const { items, pages } = await runStream(session, id);
    counts[id] = items.length;
    expect(pages.at(-1)!.next, id).toBeNull();
    // What never ends was not listed completely, so nothing may be taken for deleted.
    if (id === 'activities') expect(pages.at(-1)!.complete).toBeUndefined();
    await runStream(session, id, { from: '2026-11-01' });
    for (const item of items.slice(0, 30)) {
      if (item.core.kind === 'activity') await STRAVA.detail!(session, item);
    }
  }
  return counts;
}

describe.skipIf(!existsSync(PATH))('mocks of the description', () => {
  it('survives the documented examples', async () => {
    const server = await startMock(fromExamples);
    const counts = await walk(server);
    expect(counts).toMatchObject({ athlete: 3, activities: 2, starred_segments: 1, zones: 1, totals: 0 });
    expect(server.calls.length).toBeLessThan(60);
    await server.close();
  });

  it('survives schemas filled with the same value everywhere', async () => {
    const server = await startMock(fromSchema(() => 0));
    expect((await walk(server)).activities).toBe(1);
    expect(server.calls.length).toBeLessThan(60);
    await server.close();
  });

  it('does not page for ever through a list that brings new ids each time', async () => {
    let serial = 0;
    const server = await startMock(fromSchema(() => ++serial));
    await walk(server);
    expect(server.calls.length).toBeLessThan(400);
    await server.close();
  });
});
