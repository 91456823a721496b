/** Prints api-types.ts from the OpenAPI file of Intervals.icu: the schemas we read, without its prose. Run it when the file changes. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, listOf, objectOf, textOf } from '../../core/json.ts';

/** Schemas the connector reads; others they refer to are kept without being looked into. */
const READ = [
  'Activity',
  'ActivityStream',
  'AthleteForProfile',
  'AthleteProfile',
  'AthleteTrainingPlan',
  'CustomItem',
  'DataCurve',
  'DataCurveSetPowerCurve',
  'Event',
  'Folder',
  'Gear',
  'Hidden',
  'Message',
  'SportSettings',
  'StravaGear',
  'Wellness',
  'WithCount',
  'WithSportSettings',
  'Workout',
];

/** Longer lists of words get a name of their own. */
const MAX_WORDS = 6;
const MAX_LINE = 120;
const OBJECT = '{ readonly [key: string]: unknown }';

/** The text of api-types.ts. `spec` is the parsed OpenAPI file. */
export function apiTypes(spec: unknown): string {
  const printer = new TypePrinter(objectOf(objectOf(objectOf(spec).components).schemas));
  const blocks = READ.map((name) => printer.interfaceOf(name));
  return `${[HEAD, ...printer.namedWords(), ...blocks].join('\n\n')}\n`;
}

class TypePrinter {
  private readonly schemas: JsonObject;
  /** Words joined with a bar -> name. */
  private readonly words = new Map<string, string>();

  constructor(schemas: JsonObject) {
    this.schemas = schemas;
  }

  namedWords(): string[] {
    return [...this.words].map(([list, name]) => wordsOf(list, name)).sort();
  }

  interfaceOf(name: string): string {
    const properties = objectOf(objectOf(this.schemas[name]).properties);
    const lines = Object.entries(properties).map(([key, schema]) => {
      const type = this.typeOf(objectOf(schema), `${name}${pascal(key)}`);
      return propertyLine(/^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`, [...type, 'null']);
    });
    return `export interface ${name} {\n${lines.join('\n')}\n}`;
  }

  /** The members of a union. */
  private typeOf(schema: JsonObject, name: string): string[] {
    const target = targetOf(schema);
    if (target !== null) return [READ.includes(target) ? target : OBJECT];
    const words = listOf(schema.enum).flatMap((word) => textOf(word) ?? []);
    if (words.length > 0)
      return words.length > MAX_WORDS ? [this.named(words, name)] : words.map((word) => `'${word}'`);
    switch (schema.type) {
      case 'array': {
        const items = this.typeOf(objectOf(schema.items), name);
        const [only = ''] = items;
        const bare = items.length === 1 && !only.startsWith('readonly ');
        return [`readonly ${bare ? only : `(${items.join(' | ')})`}[]`];
      }
      case 'string':
      case 'boolean':
        return [schema.type];
      case 'integer':
      case 'number':
        return ['number'];
      default:
        return [OBJECT];
    }
  }

  private named(words: readonly string[], name: string): string {
    const list = words.join('|');
    const known = this.words.get(list);
    if (known !== undefined) return known;
    const given = words.includes('VirtualRide') ? 'SportWord' : name;
    this.words.set(list, given);
    return given;
  }
}

const HEAD =
  '/** Shapes of the Intervals.icu API, printed by print-types.ts from its OpenAPI file. Any field may be absent or null, and others may come. */';

function targetOf(schema: JsonObject): string | null {
  return textOf(schema.$ref)?.split('/').at(-1) ?? null;
}

function wordsOf(list: string, name: string): string {
  const words = list.split('|').map((word) => `'${word}'`);
  const line = `type ${name} = ${words.join(' | ')};`;
  return line.length <= MAX_LINE ? line : `type ${name} =\n${words.map((word) => `  | ${word}`).join('\n')};`;
}

function propertyLine(key: string, members: readonly string[]): string {
  const line = `  readonly ${key}?: ${members.join(' | ')};`;
  if (line.length <= MAX_LINE) return line;
  return `  readonly ${key}?:\n${members.map((member) => `    | ${member}`).join('\n')};`;
}

function pascal(key: string): string {
  return key
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

if (import.meta.main) {
  const [path = '../shared/specs/intervals-icu-openapi.json'] = process.argv.slice(2);
  writeFileSync(join(import.meta.dirname, 'api-types.ts'), apiTypes(JSON.parse(readFileSync(path, 'utf8'))));
}
