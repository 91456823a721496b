/** What lies behind one workout: every device file, zones and peaks, comments, records, the private note. */

import type { ActivityDetail, Answer, Call, Item, Json, Session } from '../../core/connector.ts';
import { at, boolOf, idOf, listOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { athletePath } from './activities.ts';
import { read, readFile, rowsOf } from './calls.ts';
import { withoutPrivateParts } from './private-parts.ts';

/** Head unit, watch and trainer on one workout; more than that is no workout. */
const MAX_FILES = 10;

const NO_FILE = { reason: 'TrainingPeaks has no device file of this workout.', for_good: true };
const PREMIUM = {
  reason:
    'TrainingPeaks does not hand out the device file of this workout to a free account; the export of the account settings has it.',
  for_good: false,
};

export async function detailOf(session: Session, item: Item): Promise<ActivityDetail> {
  const row = objectOf(item.raw);
  const id = idOf(row.workoutId) ?? item.external_id;
  const workout = `${athletePath(session)}/workouts/${encodeURIComponent(id)}`;
  const parts: { name: string; raw: Json }[] = [];
  const add = (name: string, json: Json) => {
    if (json !== null) parts.push({ name, raw: withoutPrivateParts(json) });
  };

  const details = await ask(session, read(`${workout}/details`));
  const answered = details.answer?.json ?? null;
  const whole = Array.isArray(answered) ? (listOf(answered)[0] ?? null) : answered;
  add('details', whole);
  const files = await filesOf(session, workout, whole);
  if (positiveOf(row.personalRecordCount) !== null) {
    const athlete = encodeURIComponent(session.account.external_id);
    const path = `/personalrecord/v2/athletes/${athlete}/workouts/${encodeURIComponent(id)}`;
    add('records', (await ask(session, read(path, { displayPeaksForBasic: true }))).answer?.json ?? null);
  }
  if (listOf(row.workoutComments).length > 0) {
    const path = `${athletePath(session, 2)}/workouts/${encodeURIComponent(id)}/comments`;
    const thread = (await ask(session, read(path))).answer?.json ?? null;
    if (listOf(thread).length > 0 || listOf(at(thread, 'data')).length > 0) add('comments', rowsOf(thread));
  }
  const note = boolOf(row.hasPrivateWorkoutNoteForCaller) === true ? await noteOf(session, id) : null;
  const refused = details.refused || files.refused;
  return {
    originals: files.originals,
    recording: null,
    fact: note !== null && item.core.kind === 'activity' ? { ...item.core.fact, private_note: note } : null,
    parts,
    missing: files.originals.length > 0 ? null : refused ? PREMIUM : NO_FILE,
  };
}

interface Asked {
  readonly answer: Answer | null;
  /** Held back for want of a paid plan. */
  readonly refused: boolean;
}

/** Each of these may be missing or closed without anything being wrong. */
async function ask(session: Session, call: Call): Promise<Asked> {
  try {
    return { answer: await session.call(call), refused: false };
  } catch (error) {
    if (isTrouble(error, 'plan', 'forbidden')) return { answer: null, refused: true };
    if (isTrouble(error, 'not_found')) return { answer: null, refused: false };
    throw error;
  }
}

interface Files {
  readonly originals: readonly { readonly label: string; readonly bytes: Uint8Array }[];
  readonly refused: boolean;
}

async function filesOf(session: Session, workout: string, details: Json): Promise<Files> {
  const originals: { label: string; bytes: Uint8Array }[] = [];
  let refused = false;
  const seen = new Set<string>();
  for (const info of listOf(at(details, 'workoutDeviceFileInfos')).slice(0, MAX_FILES)) {
    // Numbers of 32 bits that ran over: negative ones are as good as others.
    const id = idOf(at(info, 'fileId'));
    if (id === null || seen.has(id)) continue;
    seen.add(id);
    const file = await ask(session, readFile(`${workout}/rawfiledata/${encodeURIComponent(id)}`));
    refused ||= file.refused;
    const bytes = contentOf(file.answer?.bytes ?? new Uint8Array());
    if (bytes.length > 0) originals.push({ label: cleanLine(at(info, 'fileName'), 300) ?? `file ${id}`, bytes });
  }
  return { originals, refused };
}

const OPENING_BRACE = 0x7b;

/** The older path wraps the same bytes as base64 in JSON; no device file begins with a brace and a name. */
function contentOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== OPENING_BRACE) return bytes;
  try {
    const data = textOf(at(JSON.parse(new TextDecoder().decode(bytes)), 'data'));
    return data === null ? bytes : new Uint8Array(Buffer.from(data, 'base64'));
  } catch {
    return bytes;
  }
}

async function noteOf(session: Session, id: string): Promise<string | null> {
  const { answer } = await ask(session, read(`/fitness/v6/workouts/${encodeURIComponent(id)}/privateWorkoutNote`));
  return cleanText(at(answer?.json ?? null, 'note'));
}
