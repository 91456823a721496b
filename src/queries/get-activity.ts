/** get_activity: one activity in the sections asked for, each value with its unit and each missing one with its reason. */

import { sql } from 'kysely';
import { groupedReasons } from './absent-values.ts';
import { histogramSection } from './activity-histogram.ts';
import { formatActivityId, parseActivityId } from './activity-id.ts';
import { platformLoadNote, platformsSection, saidOf } from './activity-platforms.ts';
import {
  type ActivityRow,
  activityHead,
  activityRows,
  STALE_NOTE,
  thresholdNote,
  warningNotes,
} from './activity-row.ts';
import {
  bestsPart,
  climbsPart,
  type EffortRows,
  effortRows,
  intervalSetsPart,
  intervalsPart,
  lapsPart,
  legsSection,
  type Part,
  repairNote,
  repairsPart,
  zonesPart,
} from './activity-sections.ts';
import {
  lengthsSection,
  recordingsOf,
  type SourceRecording,
  setsSection,
  sourcesSection,
  textsSection,
} from './activity-sources.ts';
import { deviceTable, summarySection } from './activity-summary.ts';
import type { Answer } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { GetActivityInput, SECTIONS } from './inputs/get-activity.ts';
import { releasedSource, shownActivity } from './source-policy.ts';

type SectionName = (typeof SECTIONS)[number];

const DEFAULT_SECTIONS: readonly SectionName[] = ['summary', 'zones', 'intervals', 'climbs'];
/** The name under which a section stands in the answer where it is not its own. */
const KEY: Partial<Record<SectionName, string>> = { notes: 'texts', sets: 'strength_sets' };

export async function getActivity(context: QueryContext, input: GetActivityInput): Promise<Answer> {
  const id = await parseActivityId(context, input.id);
  const [row] = (await activityRows(context, [id])) as [ActivityRow];
  const wanted = new Set(input.sections && input.sections.length > 0 ? input.sections : DEFAULT_SECTIONS);
  const head = { scope: { athlete: context.athlete.name }, activity: activityHead(row) };
  if (row.is_parent === 1) return parentAnswer(context, row, head);

  const notes: string[] = [];
  const sections: { [name: string]: unknown } = {};
  const empty: SectionName[] = [];
  const put = (name: SectionName, part: Part) => {
    if (part.section !== null) sections[KEY[name] ?? name] = part.section;
    else if (input.sections) empty.push(name);
    if (part.note) notes.push(part.note);
  };
  if (row.stale === 1) notes.push(STALE_NOTE);
  else await computedSections(context, row, wanted, input, put, sections);
  await recordedSections(context, row, wanted, put);
  if (wanted.has('sources')) {
    const platforms = platformsSection(row, await saidOf(context, row.id));
    if (platforms) sections.platforms = platforms;
  }

  if (wanted.has('summary') && row.stale === 0) notes.push(...(await basis(context, row)));
  if (empty.length > 0) notes.push(`Nothing to show for: ${empty.join(', ')}.`);
  const missing = wanted.has('summary') && row.stale === 0 ? groupedReasons(row.reasons) : {};
  const more = await otherSections(context, row, wanted);
  return {
    ...head,
    ...sections,
    ...(Object.keys(more).length > 0 ? { more } : {}),
    ...(Object.keys(missing).length > 0 ? { absent: missing } : {}),
    notes,
    next: nextCalls(row, more),
  };
}

type Put = (name: SectionName, part: Part) => void;

async function computedSections(
  context: QueryContext,
  row: ActivityRow,
  wanted: ReadonlySet<SectionName>,
  input: GetActivityInput,
  put: Put,
  sections: { [name: string]: unknown },
): Promise<void> {
  const all_device = input.device_values === true;
  const asked = (input.sections?.length ?? 0) > 0;
  if (wanted.has('summary')) {
    sections.summary = summarySection(row);
    const device = deviceTable(row, all_device);
    if (device) sections.device_values = device;
  }
  if (wanted.has('laps')) put('laps', await lapsPart(context, row, all_device));
  if (wanted.has('zones')) put('zones', await zonesPart(context, row, asked));
  const needs_efforts = wanted.has('intervals') || wanted.has('climbs') || wanted.has('best_efforts');
  const efforts: EffortRows = needs_efforts ? await effortRows(context, row.id) : [];
  if (wanted.has('intervals')) {
    put('intervals', intervalsPart(efforts, asked));
    const sets = intervalSetsPart(efforts);
    if (sets.section !== null) sections.interval_sets = sets.section;
  }
  if (wanted.has('climbs')) put('climbs', climbsPart(efforts, asked));
  if (wanted.has('best_efforts')) put('best_efforts', bestsPart(efforts));
  if (wanted.has('histogram')) put('histogram', { section: await histogramSection(context, row) });
  if (wanted.has('repairs')) put('repairs', await repairsPart(context, row));
}

async function recordedSections(
  context: QueryContext,
  row: ActivityRow,
  wanted: ReadonlySet<SectionName>,
  put: Put,
): Promise<void> {
  if (!(['lengths', 'sets', 'sources', 'notes'] as const).some((name) => wanted.has(name))) return;
  const recordings: readonly SourceRecording[] = await recordingsOf(context, row.id);
  if (wanted.has('lengths')) put('lengths', lengthsSection(row, recordings));
  if (wanted.has('sets')) put('sets', setsSection(row, recordings));
  if (wanted.has('sources')) put('sources', { section: sourcesSection(row, recordings) });
  if (wanted.has('notes')) put('notes', { section: await textsSection(context, row, recordings) });
}

/** What the figures rest on. */
async function basis(context: QueryContext, row: ActivityRow): Promise<string[]> {
  const others = platformLoadNote(context, await saidOf(context, row.id));
  return [thresholdNote(row), await repairNote(context, row), others, ...warningNotes(row)].filter(
    (note) => note !== null,
  );
}

interface Counts {
  readonly laps: number;
  readonly intervals: number;
  readonly best_efforts: number;
  readonly climbs: number;
  readonly repairs: number;
  readonly recordings: number;
}

/** Rows in sections that were not asked for, so that the reader knows what else there is. */
async function otherSections(
  context: QueryContext,
  row: ActivityRow,
  wanted: ReadonlySet<SectionName>,
): Promise<{ [section: string]: number | string }> {
  const { rows } = await sql<Counts>`SELECT
    (SELECT count(*) FROM lap WHERE activity_id = ${row.id}) AS laps,
    (SELECT count(*) FROM effort WHERE activity_id = ${row.id} AND kind = 'interval') AS intervals,
    (SELECT count(*) FROM effort WHERE activity_id = ${row.id} AND kind LIKE 'best%') AS best_efforts,
    (SELECT count(*) FROM effort WHERE activity_id = ${row.id} AND kind = 'climb') AS climbs,
    (SELECT count(*) FROM repair WHERE activity_id = ${row.id}) AS repairs,
    (SELECT count(*) FROM activity_recording ar JOIN recording r ON r.id = ar.recording_id
      WHERE ar.activity_id = ${row.id} AND ${releasedSource(context, 'r.source_kind')}) AS recordings`.execute(
    context.store.db,
  );
  const { recordings, ...counts } = rows[0]!;
  const more: { [section: string]: number | string } = {};
  if (row.stale === 0) {
    for (const [section, count] of Object.entries(counts)) {
      if (count > 0 && !wanted.has(section as SectionName)) more[section] = count;
    }
  }
  if (recordings > 1 && !wanted.has('sources')) more.sources = recordings;
  if (row.note !== null && !wanted.has('notes')) more.notes = 'yes';
  if (row.sport === 'pool_swim' && !wanted.has('lengths')) more.lengths = 'yes';
  if (row.family === 'strength' && !wanted.has('sets')) more.sets = 'yes';
  return more;
}

async function parentAnswer(
  context: QueryContext,
  row: ActivityRow,
  head: { scope: Answer['scope']; activity: object },
): Promise<Answer> {
  const all = await context.store.db
    .selectFrom('activity as a')
    .select(['a.id', shownActivity(context).as('shown')])
    .where('a.parent_id', '=', row.id)
    .orderBy('a.start_s')
    .execute();
  const ids = all.filter((leg) => leg.shown === 1).map((leg) => leg.id);
  const legs = await activityRows(context, ids);
  const hidden = all.length - ids.length;
  const stale = legs.filter((leg) => leg.stale === 1).length;
  return {
    ...head,
    ...legsSection(row, legs),
    notes: [
      'A multisport event: figures are those of its legs, sums are added up from them. start_to_end_s includes transitions that were not recorded.',
      ...(stale > 0 ? [`${stale} of ${legs.length} legs are being recomputed and not in the sums.`] : []),
      ...(hidden > 0 ? [`${hidden} of ${all.length} legs come from a source that does not let them be shown.`] : []),
    ],
    next: legs.slice(0, 3).map((leg) => `get_activity(id="${formatActivityId(leg.id)}")`),
  };
}

function nextCalls(row: ActivityRow, more: { readonly [section: string]: number | string }): string[] {
  const id = formatActivityId(row.id);
  const next: string[] = [];
  const unseen = ['laps', 'lengths', 'sets', 'best_efforts', 'sources', 'notes'].filter((name) => name in more);
  if (unseen.length > 0) {
    const names = unseen.slice(0, 2).map((name) => `"${name}"`);
    next.push(`get_activity(id="${id}", sections=[${names.join(', ')}])`);
  }
  next.push(`get_activity_streams(id="${id}")`, `list_activities(around="${id}", around_by="time", limit=5)`);
  return next;
}
