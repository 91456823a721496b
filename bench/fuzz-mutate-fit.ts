/** Changes to the structure of FIT files: headers, definitions, times, values, the order of messages. */

import type { Random } from '../src/demo/random.ts';
import { type FitMessage, fitMessages, withFitFrame } from './fuzz-fit.ts';
import { mutateBytes, writeInteger } from './fuzz-mutate-bytes.ts';

const TIMESTAMP = 253;
const TIMES = [0, 1, 0x0fff_ffff, 0x1000_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
/** Global numbers of messages that are interpreted. */
const GLOBALS = [
  0, 2, 3, 7, 12, 18, 19, 20, 21, 23, 26, 27, 31, 32, 34, 49, 78, 101, 103, 132, 142, 206, 207, 225, 0xffff,
];
const BASE_TYPES = [
  0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86, 0x07, 0x88, 0x89, 0x0a, 0x8b, 0x8c, 0x0d, 0x8e, 0x8f, 0x90, 0xff,
];

export function mutateFit(bytes: Buffer, random: Random): [what: string, bytes: Buffer] {
  const messages = fitMessages(bytes);
  if (messages.length === 0) return mutateBytes(bytes, random);
  const [what, changed] = change(Buffer.from(bytes), messages, random);
  // With a right frame the damage is found message by message, not by the checksum.
  if (changed.length < 16 || random.chance(0.4)) return [what, changed];
  return [`${what}, framed anew`, withFitFrame(changed)];
}

function change(out: Buffer, messages: readonly FitMessage[], random: Random): [what: string, bytes: Buffer] {
  const definitions = messages.filter((m) => m.definition && m.fields.length > 0);
  // Rare messages first: records are most of every file.
  const global = random.pick([...new Set(messages.map((m) => m.global))]);
  const data = messages.filter((m) => !m.definition && m.global === global && m.fields.length > 0);
  const definition = definitions.length > 0 ? random.pick(definitions) : null;
  const message = data.length > 0 ? random.pick(data) : null;
  switch (random.whole(0, 9)) {
    case 0:
      writeInteger(out, random.pick([0, 1, 4, 4, 4, 12]), random.whole(0, 0xffff_ffff), random);
      return ['header', out];
    case 1:
    case 2:
      if (definition) return ['definition', changeDefinition(out, definition, random)];
      break;
    case 3:
      return ['time', changeTimes(out, messages, random)];
    case 4:
    case 5:
      if (message) return [`value of message ${global}`, changeValue(out, message, random)];
      break;
    case 6:
      if (message) {
        for (const one of data) changeValue(out, one, random);
        return [`all values of message ${global}`, out];
      }
      break;
    case 7: {
      const moved = random.pick(messages);
      const to = random.pick(messages);
      const part = Buffer.from(out.subarray(moved.at, moved.at + moved.size));
      const times = random.pick([1, 1, 1, 200]);
      const copies = Array.from({ length: times }, () => part);
      return [
        `message ${moved.global} copied`,
        Buffer.concat([out.subarray(0, to.at), ...copies, out.subarray(to.at)]),
      ];
    }
    case 8: {
      const kept = messages.filter((m) => m.global !== global || (m.definition && random.chance(0.5)));
      const first = messages[0]!.at;
      const parts = kept.map((m) => out.subarray(m.at, m.at + m.size));
      return [`messages ${global} removed`, Buffer.concat([out.subarray(0, first), ...parts, out.subarray(-2)])];
    }
    default: {
      const first = messages[0]!.at;
      const order = messages.map((m) => ({ m, key: m.definition ? 0 : random.unit() }));
      if (random.chance(0.5)) order.sort((a, b) => a.key - b.key);
      else order.reverse().sort((a, b) => Number(b.m.definition) - Number(a.m.definition));
      const parts = order.map(({ m }) => out.subarray(m.at, m.at + m.size));
      return ['messages in another order', Buffer.concat([out.subarray(0, first), ...parts, out.subarray(-2)])];
    }
  }
  return mutateBytes(out, random);
}

function changeDefinition(out: Buffer, definition: FitMessage, random: Random): Buffer {
  const field = random.pick(definition.fields);
  switch (random.whole(0, 6)) {
    case 0:
      out[field.at + 1] = random.pick([0, 1, 2, 3, 4, 8, 16, 255, random.whole(0, 255)]);
      break;
    case 1:
      out[field.at + 2] = random.pick(BASE_TYPES);
      break;
    case 2:
      out[field.at] = random.pick([TIMESTAMP, 254, 0, 1, 2, 3, 5, 7, random.whole(0, 255)]);
      break;
    case 3:
      out[definition.at + 5] = random.pick([0, 1, definition.fields.length + 1, 255, random.whole(0, 255)]);
      break;
    case 4:
      out[definition.at + 2] = random.pick([0, 1, 1, 255]);
      break;
    case 5: {
      const global = random.pick(GLOBALS);
      if (definition.little) out.writeUInt16LE(global, definition.at + 3);
      else out.writeUInt16BE(global, definition.at + 3);
      break;
    }
    default:
      out[definition.at] = random.pick([0x40, 0x60]) | random.whole(0, 15);
  }
  return out;
}

/** Times that jump, stand still, run backwards or lie decades off. */
function changeTimes(out: Buffer, messages: readonly FitMessage[], random: Random): Buffer {
  const timed = messages.flatMap((m) => {
    const field = m.definition
      ? undefined
      : m.fields.find((f) => (f.num === TIMESTAMP || (f.num === 2 && m.global !== 20)) && f.size === 4);
    return field ? [{ at: field.at, little: m.little }] : [];
  });
  if (timed.length === 0) return out;
  const from = random.whole(0, timed.length - 1);
  const to = random.chance(0.4) ? from + 1 : random.whole(from + 1, timed.length);
  const fixed = random.chance(0.4) ? random.pick(TIMES) : null;
  const step = random.pick([-1, 1, 60, 3600, 86_400, -86_400, 40 * 86_400, 631_065_600, -631_065_600, 0x7000_0000]);
  for (const { at, little } of timed.slice(from, to)) {
    const before = little ? out.readUInt32LE(at) : out.readUInt32BE(at);
    const after = (fixed ?? before + step) >>> 0;
    if (little) out.writeUInt32LE(after, at);
    else out.writeUInt32BE(after, at);
  }
  return out;
}

function changeValue(out: Buffer, message: FitMessage, random: Random): Buffer {
  const field = random.pick(message.fields);
  if (field.size === 0) return out;
  const end = field.at + field.size;
  switch (random.whole(0, 4)) {
    case 0:
      out.fill(0, field.at, end);
      break;
    case 1:
      out.fill(0xff, field.at, end);
      break;
    case 2:
      out.fill(0xff, field.at, end);
      out[message.little ? end - 1 : field.at] = 0x7f;
      break;
    case 3:
      for (let i = field.at; i < end; i++) out[i] = random.whole(0, 255);
      break;
    default:
      out[random.whole(field.at, end - 1)]! ^= 0x80;
  }
  return out;
}
