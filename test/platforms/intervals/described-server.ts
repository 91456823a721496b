/** A server that knows nothing but the published description: every path answers, every field is filled, nothing makes sense. */

import { Random } from '../../../src/demo/random.ts';
import { type FakeServer, startServer } from '../server.ts';
import { answerSchema, type Description, findOperation, type Schema } from './description.ts';

export interface Nonsense {
  /** `example` fills in the same words and zeros each time, `random` anything of the type. */
  readonly values: 'example' | 'random';
  /** Suffixes of paths have to be there. */
  readonly suffixes?: 'needed';
  readonly seed?: number;
}

const MAX_DEPTH = 6;

export function startDescribed(
  description: Description,
  { values, suffixes, seed = 1 }: Nonsense,
): Promise<FakeServer> {
  const random = new Random(`described ${seed}`);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.unit() * list.length)]!;

  function text({ format }: Schema): string {
    if (values === 'example') return format === 'date-time' ? '2019-08-24T14:15:22Z' : 'string';
    const date = `20${10 + Math.floor(random.unit() * 40)}-0${1 + Math.floor(random.unit() * 9)}-${10 + Math.floor(random.unit() * 18)}`;
    const time = `${date}T0${Math.floor(random.unit() * 10)}:30:00`;
    return pick([
      date,
      time,
      `${time}Z`,
      'lorem',
      '',
      '\u0000<b>',
      'NaN',
      'Europe/Vienna',
      `i${Math.floor(1e9 * random.unit())}`,
    ]);
  }

  function filled(schema: Schema, depth: number): unknown {
    if (depth > MAX_DEPTH) return null;
    if (schema.$ref) return filled(description.components.schemas[schema.$ref.split('/').at(-1)!] ?? {}, depth + 1);
    if (schema.oneOf) return filled(values === 'example' ? schema.oneOf[0]! : pick(schema.oneOf), depth);
    if (schema.enum) return values === 'example' ? schema.enum[0] : pick(schema.enum);
    if (schema.properties) {
      return Object.fromEntries(
        Object.entries(schema.properties).map(([key, inner]) => [key, filled(inner, depth + 1)]),
      );
    }
    switch (schema.type) {
      case 'array': {
        const length = values === 'example' ? 1 : Math.floor(random.unit() * 4);
        return Array.from({ length }, () => filled(schema.items ?? {}, depth + 1));
      }
      case 'string':
        return text(schema);
      case 'boolean':
        return values === 'example' || random.unit() < 0.5;
      case 'integer':
        return values === 'example' ? 0 : Math.floor((random.unit() - 0.3) * pick([10, 300, 1e5, 2 ** 31]));
      case 'number':
        return values === 'example' ? 0 : (random.unit() - 0.3) * pick([1, 10, 1e4, 1e30]);
      default:
        return schema.additionalProperties ? { property1: filled(schema.additionalProperties, depth + 1) } : {};
    }
  }

  return startServer(({ method, path }) => {
    const bare = /\/(wellness|events|gear|streams|[a-z]+-curves?)$/.test(path);
    const operation = suffixes === 'needed' && bare ? null : findOperation(description, method, path);
    if (!operation) return { status: 404, body: { status: 404, error: 'Not Found' } };
    const schema = answerSchema(operation);
    return schema ? { body: filled(schema, 0) } : {};
  });
}
