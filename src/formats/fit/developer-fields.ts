/** What a file says about its developer fields (messages 206 and 207), found again by developer index and number. */

import { cleanLine } from '../../core/text.ts';
import { baseTypeOf } from './base-types.ts';
import type { DefinedDeveloperField, Definition, FieldDescription, Message, MessageList } from './messages.ts';
import { DEVELOPER_DATA_ID, FIELD_DESCRIPTION } from './profile.ts';

export class DeveloperFields {
  readonly #lists: () => readonly [MessageList | undefined, MessageList | undefined];
  #all: FieldDescription[] | null = null;
  #by_key = new Map<number, FieldDescription[]>();

  /** Takes the lists of field descriptions and of developer ids, looked at only when the walk is over. */
  constructor(lists: () => readonly [MessageList | undefined, MessageList | undefined]) {
    this.#lists = lists;
  }

  get all(): readonly FieldDescription[] {
    return this.#load();
  }

  /** The last description written before the definition; one that comes too late is better than none. */
  find(definition: Definition, field: DefinedDeveloperField): FieldDescription | null {
    this.#load();
    const found = this.#by_key.get(field.developer_index * 256 + field.num);
    return found?.findLast((d) => d.written_at < definition.written_at) ?? found?.[0] ?? null;
  }

  #load(): FieldDescription[] {
    if (this.#all) return this.#all;
    const [descriptions, ids] = this.#lists();
    const applications = new Map<number, string>();
    for (const id of ids ?? []) {
      const index = id.code(DEVELOPER_DATA_ID.developer_data_index.num);
      const bytes = id.bytes(DEVELOPER_DATA_ID.application_id.num);
      if (index !== null && bytes.some((b) => b !== 0xff)) applications.set(index, Buffer.from(bytes).toString('hex'));
    }
    const all: FieldDescription[] = [];
    for (const message of descriptions ?? []) {
      const description = read(message, applications);
      if (!description) continue;
      all.push(description);
      const key = description.developer_index * 256 + description.num;
      const same = this.#by_key.get(key);
      if (same) same.push(description);
      else this.#by_key.set(key, [description]);
    }
    this.#all = all;
    return all;
  }
}

function read(message: Message, applications: ReadonlyMap<number, string>): FieldDescription | null {
  const developer_index = message.code(FIELD_DESCRIPTION.developer_data_index.num);
  const num = message.code(FIELD_DESCRIPTION.field_definition_number.num);
  const type = message.code(FIELD_DESCRIPTION.fit_base_type_id.num);
  if (developer_index === null || num === null || type === null) return null;
  return {
    developer_index,
    num,
    type: baseTypeOf(type),
    name: message.line(FIELD_DESCRIPTION.field_name.num),
    unit: cleanLine(message.line(FIELD_DESCRIPTION.units.num), 40),
    scale: message.code(FIELD_DESCRIPTION.scale.num) || 1,
    offset: message.code(FIELD_DESCRIPTION.offset.num) ?? 0,
    native_message: message.code(FIELD_DESCRIPTION.native_mesg_num.num),
    native_field: message.code(FIELD_DESCRIPTION.native_field_num.num),
    application_id: applications.get(developer_index) ?? null,
    written_at: message.offset,
  };
}
