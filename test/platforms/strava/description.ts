/** Holds every request and answer of the fake against Strava's published description, as far as that is right. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTRA_FIELDS, EXTRA_PATHS, EXTRA_QUERY, EXTRA_VALUES } from './deviations.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly type?: string;
  readonly required?: boolean;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Description {
  readonly basePath: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const PATH = join(import.meta.dirname, '../../../../shared/specs/strava-swagger.json');

export interface Checker {
  readonly violations: readonly string[];
  request(method: string, path: string, query: URLSearchParams): void;
  /** `value` as it was sent; only answers with status 200 and 201 are described. */
  response(method: string, path: string, status: number, value: unknown): void;
}

/** Without the description nothing is checked. */
export function createChecker(path = PATH): Checker {
  if (!existsSync(path)) return { violations: [], request: () => {}, response: () => {} };
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description;
  const violations: string[] = [];
  const templates = Object.entries(description.paths).map(([template, operations]) => ({
    pattern: new RegExp(`^${description.basePath}${template.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`),
    // `/segments/starred` is not `/segments/{id}`.
    fixed: template.split('/').filter((part) => !part.startsWith('{')).length,
    operations,
  }));

  const say = (text: string) => {
    if (!violations.includes(text) && violations.length < 200) violations.push(text);
  };

  function operationOf(method: string, path: string): Operation | null {
    const found = templates
      .filter(({ pattern, operations }) => pattern.test(path) && operations[method.toLowerCase()])
      .sort((a, b) => b.fixed - a.fixed)[0];
    return found?.operations[method.toLowerCase()] ?? null;
  }

  const parameterOf = (parameter: Parameter): Parameter =>
    parameter.$ref ? description.parameters[parameter.$ref.split('/').at(-1)!]! : parameter;

  function checkQuery(method: string, path: string, operation: Operation, query: URLSearchParams): void {
    const known = (operation.parameters ?? []).map(parameterOf).filter((one) => one.in === 'query');
    const extra = EXTRA_QUERY.filter(([pattern]) => pattern.test(path)).flatMap(([, names]) => names);
    for (const [name, value] of query) {
      const parameter = known.find((one) => one.name === name);
      if (!parameter) {
        if (!extra.includes(name)) say(`${method} ${shape(path)}: query parameter ${name} is not described`);
        continue;
      }
      if (parameter.type === 'integer' && !/^-?\d+$/.test(value))
        say(`${method} ${shape(path)}: ${name} is no integer`);
      if (parameter.type === 'boolean' && !/^(true|false)$/.test(value)) {
        say(`${method} ${shape(path)}: ${name} is no boolean`);
      }
    }
    for (const { name, required } of known) {
      if (required && !query.has(name!)) say(`${method} ${shape(path)}: query parameter ${name} is missing`);
    }
  }

  function check(where: string, schema: Schema, value: unknown, owner: string): void {
    // Nothing is marked nullable there, and much is.
    if (value === null || value === undefined) return;
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)!;
      check(where, description.definitions[name]!, value, name);
      return;
    }
    if (schema.enum) {
      const allowed = schema.enum.includes(value) || EXTRA_VALUES[owner]?.(String(value)) === true;
      if (!allowed) say(`${where}: ${String(value)} is no value of ${owner}`);
      return;
    }
    if (schema.type === 'array') {
      if (!Array.isArray(value)) say(`${where}: no list`);
      else for (const entry of value) check(`${where}[]`, schema.items ?? {}, entry, owner);
      return;
    }
    const properties = propertiesOf(schema, owner);
    if (properties) {
      if (typeof value !== 'object' || Array.isArray(value)) {
        say(`${where}: no object`);
        return;
      }
      for (const [key, inner] of Object.entries(value)) {
        const property = properties.known[key];
        if (property) check(`${where}.${key}`, property, inner, property.enum ? `${owner}.${key}` : owner);
        else if (!properties.extra.has(key)) say(`${where}.${key} is not described (${owner})`);
      }
      return;
    }
    if (!isOfType(schema.type, value)) say(`${where}: ${typeof value} instead of ${schema.type}`);
  }

  /** With those of every definition it is built on. */
  function propertiesOf(schema: Schema, owner: string): { known: Record<string, Schema>; extra: Set<string> } | null {
    if (!schema.properties && !schema.allOf) return null;
    const known: Record<string, Schema> = {};
    const extra = new Set(EXTRA_FIELDS[owner] ?? []);
    for (const part of schema.allOf ?? []) {
      const base = part.$ref?.split('/').at(-1);
      const inner = base ? propertiesOf(description.definitions[base]!, base) : propertiesOf(part, owner);
      Object.assign(known, inner?.known);
      for (const name of inner?.extra ?? []) extra.add(name);
    }
    Object.assign(known, schema.properties);
    return { known, extra };
  }

  return {
    violations,
    request(method, path, query) {
      if (EXTRA_PATHS.some((pattern) => pattern.test(`${method} ${path}`))) return;
      const operation = operationOf(method, path);
      if (!operation) say(`${method} ${shape(path)} is not described`);
      else checkQuery(method, path, operation, query);
    },
    response(method, path, status, value) {
      if (status !== 200 && status !== 201) return;
      const schema = operationOf(method, path)?.responses[String(status)]?.schema;
      if (schema) check(`${method} ${shape(path)}`, schema, value, '');
    },
  };
}

function shape(path: string): string {
  return path.replaceAll(/\/[bg]?\d+/g, '/{id}');
}

function isOfType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    // Whole numbers and fractions take each other's place.
    case 'integer':
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}
