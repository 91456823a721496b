/** The types in the repository are those of the published description. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiTypes } from './print-types.ts';

const SPEC = join(import.meta.dirname, '../../../../shared/specs/intervals-icu-openapi.json');

describe.skipIf(!existsSync(SPEC))('api-types.ts', () => {
  it('is what print-types.ts prints', () => {
    const printed = apiTypes(JSON.parse(readFileSync(SPEC, 'utf8')));
    expect(readFileSync(join(import.meta.dirname, 'api-types.ts'), 'utf8')).toBe(printed);
  });
});

describe('printed types', () => {
  it('are optional and nullable, without the prose', () => {
    const printed = apiTypes({
      components: {
        schemas: {
          Wellness: {
            properties: {
              id: { type: 'string', description: 'The day' },
              'odd-key': { type: 'integer' },
              mood: { type: 'string', enum: ['GOOD', 'BAD'] },
              lists: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
              info: { $ref: '#/components/schemas/Unread' },
            },
          },
        },
      },
    });
    expect(printed).toContain(
      [
        'export interface Wellness {',
        '  readonly id?: string | null;',
        "  readonly 'odd-key'?: number | null;",
        "  readonly mood?: 'GOOD' | 'BAD' | null;",
        '  readonly lists?: readonly (readonly number[])[] | null;',
        '  readonly info?: { readonly [key: string]: unknown } | null;',
        '}',
      ].join('\n'),
    );
    expect(printed).not.toContain('The day');
  });
});
