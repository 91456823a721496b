/** What platforms sent, kept once by content: what changed there can be told, and everything derived can be made again. */

import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json } from '../core/connector.ts';
import { isObject } from '../core/json.ts';
import type { Db } from '../store/store.ts';

/** The hash of a payload; the order of keys does not matter. */
export function payloadHash(raw: Json): string {
  return createHash('sha256').update(canonical(raw)).digest('base64url');
}

/** Stores a payload unless it is there. Call inside the transaction that refers to it. */
export async function putPayload(db: Db, raw: Json): Promise<string> {
  const hash = payloadHash(raw);
  const known = await db.selectFrom('payload').select('hash').where('hash', '=', hash).executeTakeFirst();
  if (!known) {
    const data = deflateRawSync(JSON.stringify(raw), { level: 1 });
    await db
      .insertInto('payload')
      .values({ hash, data })
      .onConflict((c) => c.doNothing())
      .execute();
  }
  return hash;
}

export async function getPayload(db: Db, hash: string): Promise<Json> {
  const { data } = await db.selectFrom('payload').select('data').where('hash', '=', hash).executeTakeFirstOrThrow();
  return JSON.parse(inflateRawSync(data).toString('utf8')) as Json;
}

/** Removes those of `hashes` that nothing refers to any more. */
export async function dropUnusedPayloads(db: Db, hashes: readonly string[]): Promise<void> {
  for (let i = 0; i < hashes.length; i += 500) {
    await db
      .deleteFrom('payload')
      .where('hash', 'in', hashes.slice(i, i + 500))
      .where((e) =>
        e.and([
          e.not(e.exists(e.selectFrom('item').select('id').whereRef('item.payload_hash', '=', 'payload.hash'))),
          e.not(
            e.exists(e.selectFrom('item_part').select('name').whereRef('item_part.payload_hash', '=', 'payload.hash')),
          ),
        ]),
      )
      .execute();
  }
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(',')}}`;
}
