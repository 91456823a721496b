/** Asks every tool about what broken files left behind: the import has not ended well when a question then fails. */

import { Failure } from '../src/core/failure.ts';
import { KINDS } from '../src/queries/inputs/find-efforts.ts';
import { SECTIONS } from '../src/queries/inputs/get-activity.ts';
import { currentContext } from '../src/server/open-home.ts';
import type { Paceline } from '../src/sync/open.ts';
import { answerText } from '../src/tools/answer-text.ts';
import { TOOLS, toolNamed } from '../src/tools/index.ts';
import { parseInput } from '../src/tools/parse-input.ts';
import { faultOfSentence, faultOfValue } from './fuzz-faults.ts';

type Question = readonly [tool: string, input: Readonly<Record<string, unknown>>];

const MOST_ACTIVITIES = 3;
/** These need to know of what. */
const ABOUT_ACTIVITIES: readonly string[] = [
  'get_activity',
  'get_activity_streams',
  'compare_activities',
  'query_data',
];

/** Everything about some activities. Throws when an answer is anything but an answer or a refusal with a sentence. */
export async function askAbout(paceline: Paceline, activity_ids: readonly number[]): Promise<void> {
  const ids = activity_ids.slice(0, MOST_ACTIVITIES).map((id) => `a${id}`);
  const questions = ids.flatMap((id): Question[] => [
    ['get_activity', { id, sections: SECTIONS, device_values: true }],
    ['get_activity_streams', { id, range: true }],
    ['get_activity_streams', { id, raw: true }],
    ['get_records', { activity: id }],
  ]);
  if (ids.length > 1) questions.push(['compare_activities', { ids, metrics: ['all'] }]);
  await ask(paceline, questions);
}

/** Every tool about the whole home. */
export async function askOverall(paceline: Paceline): Promise<void> {
  const plain = TOOLS.filter((tool) => !ABOUT_ACTIVITIES.includes(tool.name)).map((tool): Question => [tool.name, {}]);
  const efforts = KINDS.map((kind): Question => ['find_efforts', { kind, after: '1970-01-01' }]);
  const all_time = ['list_activities', 'summarize_training', 'get_training_load', 'get_performance_curve'].map(
    (tool): Question => [tool, { after: '1989-01-01', before: '2107-01-01' }],
  );
  await ask(paceline, [...plain, ...efforts, ...all_time, ['query_data', { sql: 'SELECT * FROM activities' }]]);
}

async function ask(paceline: Paceline, questions: readonly Question[]): Promise<void> {
  const context = await currentContext(paceline, undefined);
  for (const [name, input] of questions) {
    const what = `${name} ${JSON.stringify(input)}`;
    try {
      const tool = toolNamed(name);
      const answer = await tool.run(context, parseInput(tool, input));
      const fault = faultOfValue(withoutAbsent(answer), 'answer', 0) ?? (answerText(answer) === '' ? 'no text' : null);
      if (fault) throw new Error(fault);
    } catch (error) {
      if (!(error instanceof Failure)) throw new Error(`${what}: ${(error as Error).stack}`);
      const fault = faultOfSentence(error.message);
      if (fault) throw new Error(`${what}: ${fault}`);
    }
  }
}

/** Fields that are left out may be undefined; JSON leaves them out too. */
function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutAbsent(inner)]));
}
