/** The element names of one XML format, found by the bytes they are written with. */

export interface Vocabulary {
  /** By hash: place in `names` plus one, 0 where there is none. Its length is a power of two. */
  readonly slots: Int16Array;
  readonly names: readonly Uint8Array[];
  readonly elements: Int16Array;
}

/** Element names of a format (plain ASCII) and the number each is handed over as. 0 is reserved for every other name. */
export function vocabulary(words: Readonly<Record<string, number>>): Vocabulary {
  const names = Object.keys(words).map((word) => Buffer.from(word, 'latin1'));
  let size = 64;
  while (size < 4 * names.length) size *= 2;
  const slots = new Int16Array(size);
  names.forEach((name, i) => {
    let slot = hashOf(name) & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = i + 1;
  });
  return { slots, names, elements: Int16Array.from(Object.values(words)) };
}

function hashOf(name: Uint8Array): number {
  let hash = 0;
  for (const byte of name) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
}

/** The element whose name stands in bytes [from, to), 0 when it is none of them; `hash` is 31 · hash + byte over these. */
export function wordAt(words: Vocabulary, hash: number, bytes: Uint8Array, from: number, to: number): number {
  const { slots, names, elements } = words;
  const mask = slots.length - 1;
  for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const name = names[slots[slot]! - 1]!;
    if (name.length !== to - from) continue;
    let i = 0;
    while (i < name.length && name[i] === bytes[from + i]) i++;
    if (i === name.length) return elements[slots[slot]! - 1]!;
  }
  return 0;
}
