/** Holds every request and answer of the fake against the published OpenAPI description, as far as that is right. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTRA_FIELDS, EXTRA_PATHS, OPEN_WORDS, OPTIONAL_QUERY, UNLIKE, WRONG_TYPES } from './deviations.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const DESCRIPTION_PATH = join(import.meta.dirname, '../../../../shared/specs/intervals-icu-openapi.json');

/** Null where the file is not there. */
export function readDescription(path = DESCRIPTION_PATH): Description | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Description) : null;
}

/** The operation a path belongs to, fixed names before placeholders; suffixes may be empty. */
export function findOperation(description: Description, method: string, path: string): Operation | null {
  const templates = templatesOf(description);
  const found = templates.filter(({ pattern, operations }) => pattern.test(path) && operations[method.toLowerCase()]);
  return found.sort((a, b) => b.fixed - a.fixed)[0]?.operations[method.toLowerCase()] ?? null;
}

interface Template {
  readonly pattern: RegExp;
  readonly fixed: number;
  readonly operations: Readonly<Record<string, Operation>>;
}

const known = new WeakMap<Description, Template[]>();

function templatesOf(description: Description): Template[] {
  const templates =
    known.get(description) ??
    Object.entries(description.paths).map(([template, operations]) => ({
      pattern: new RegExp(
        `^${template
          .replaceAll('.', '\\.')
          .replaceAll(/\{(?:ext|format)\}/g, '(?:\\.[a-z]+)?')
          .replaceAll(/\{[^}]+\}/g, '[^/]+')}$`,
      ),
      fixed: template.split('/').filter((part) => !part.startsWith('{')).length,
      operations,
    }));
  known.set(description, templates);
  return templates;
}

/** The schema of a good answer; null where none is given. */
export function answerSchema(operation: Operation): Schema | null {
  const answer = operation.responses['200'] ?? operation.responses.default;
  return Object.values(answer?.content ?? {})[0]?.schema ?? null;
}

export interface Checker {
  readonly violations: readonly string[];
  request(method: string, path: string, query: URLSearchParams): void;
  response(method: string, path: string, status: number, value: unknown): void;
}

/** Without the description nothing is checked. */
export function createChecker(description = readDescription()): Checker {
  if (description === null) return { violations: [], request: () => {}, response: () => {} };
  const { schemas } = description.components;
  const violations: string[] = [];
  const say = (text: string) => {
    if (!violations.includes(text) && violations.length < 200) violations.push(text);
  };

  function check(where: string, schema: Schema, value: unknown): void {
    // Nothing is marked nullable there, and everything is.
    if (value === null || value === undefined || WRONG_TYPES.includes(where)) return;
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)!;
      check(name, schemas[name] ?? {}, value);
    } else if (schema.oneOf) {
      // All of them are an activity with more or fewer fields.
      check(where, schema.oneOf[0]!, value);
    } else if (schema.type === 'array') {
      if (!Array.isArray(value)) say(`${where}: no list`);
      else for (const entry of value) check(where, schema.items ?? {}, entry);
    } else if (schema.properties) checkObject(where, schema.properties, value);
    else if (schema.enum) {
      if (!schema.enum.includes(String(value)) && !OPEN_WORDS.includes(where))
        say(`${where}: ${String(value)} is no value`);
    } else if (!isOfType(schema.type, value)) say(`${where}: ${typeof value} instead of ${schema.type}`);
  }

  function checkObject(name: string, properties: Readonly<Record<string, Schema>>, value: unknown): void {
    if (typeof value !== 'object' || Array.isArray(value)) {
      say(`${name}: no object`);
      return;
    }
    for (const [key, inner] of Object.entries(value as object)) {
      const property = properties[key];
      if (property) check(`${name}.${key}`, property, inner);
      else if (!EXTRA_FIELDS[name]?.includes(key)) say(`${name}.${key} is not described`);
    }
  }

  return {
    violations,
    request(method, path, query) {
      if (EXTRA_PATHS.some((pattern) => pattern.test(`${method} ${path}`))) return;
      const operation = findOperation(description, method, path);
      if (!operation) {
        say(`${method} ${shape(path)} is not described`);
        return;
      }
      const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query');
      for (const [name, value] of query) {
        const parameter = parameters.find((one) => one.name === name);
        if (!parameter) say(`${operation.operationId}: query parameter ${name} is not described`);
        else if (parameter.schema.type === 'integer' && !/^-?\d+$/.test(value)) {
          say(`${operation.operationId}: ${name} is no integer`);
        }
      }
      for (const { name, required } of parameters) {
        if (required && !query.has(name) && !OPTIONAL_QUERY.includes(name)) {
          say(`${operation.operationId}: query parameter ${name} is missing`);
        }
      }
    },
    response(method, path, status, value) {
      const operation = findOperation(description, method, path);
      if (!operation || status < 200 || status > 299 || UNLIKE.includes(operation.operationId)) return;
      const schema = answerSchema(operation);
      if (schema && !(value instanceof Uint8Array)) check(operation.operationId, schema, value);
    },
  };
}

function shape(path: string): string {
  return path.replaceAll(/\/[a-z]?\d+(?=\/|$)(?<!v1)/g, '/{id}');
}

function isOfType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    // Whole numbers and fractions take each other's place.
    case 'integer':
    case 'number':
      return typeof value === 'number';
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}
