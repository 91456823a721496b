/** A generated athlete of ten years: how large, how fast every tool answers over stdio, and how both grow with the years. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INITIALIZE, startServer, type WireClient } from './mcp-client.ts';
import { type Finding, median, percentile } from './measure.ts';
import { tokens } from './tokens.ts';

const CALLS = 300;
/** The history ends yesterday, so that "the last 28 days" have something in them. */
const UNTIL = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

interface Sized {
  readonly years: number;
  readonly home: string;
  readonly megabytes: number;
  readonly activities: number;
}

/** What is asked of each tool; `$id` is replaced by the id of an activity. */
const QUESTIONS: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  list_activities: [{}, { sport: 'run', sort: 'distance_m' }, { text: 'intervals' }],
  get_activity: [{ id: '$id' }],
  get_activity_streams: [{ id: '$id' }],
  find_efforts: [{}],
  compare_activities: [{ ids: ['$id', '$other'] }],
  compare_periods: [{}],
  get_training_load: [{}, { period: 'all', resolution: 'month' }],
  summarize_training: [{}, { period: 'all', by: 'year' }],
  get_performance_curve: [{}, { sport: 'run', metric: 'pace' }],
  get_records: [{}],
  estimate_thresholds: [{}],
  get_athlete: [{}],
  get_wellness: [{}],
  get_data_status: [{}],
  query_data: [
    { sql: 'SELECT substr(local_date, 1, 4) AS year, count(*) AS n, sum(load) AS load FROM activities GROUP BY 1' },
  ],
};

export async function tenYears(bundle: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const sizes = [1, 3, 10].map((years) => athlete(bundle, years));
  const whole = sizes.at(-1)!;
  findings.push({
    what: `database of ${whole.activities} activities in 10 years`,
    figure: `${whole.megabytes.toFixed(0)} MB`,
    bar: '< 400 MB',
    ok: whole.megabytes < 400,
  });
  const per_year = sizes.map(({ years, megabytes }) => megabytes / years);
  findings.push({
    what: `growth, MB a year at ${sizes.map((s) => s.years).join(', ')} years: ${per_year.map((m) => m.toFixed(1)).join(', ')}`,
    figure: (per_year.at(-1)! / per_year[0]!).toFixed(2),
    bar: '<= 1.15 (linear)',
    ok: per_year.at(-1)! / per_year[0]! <= 1.15,
  });
  const medians = new Map<number, number>();
  for (const sized of sizes) {
    const client = startServer(process.execPath, [bundle, 'mcp'], { PACELINE_HOME: sized.home });
    await client.request('initialize', INITIALIZE);
    const answers = await timeTools(client, sized === whole ? CALLS : 40);
    if (sized === whole) {
      findings.push(...(await costOfTools(client)));
      findings.push(...answers.findings);
    }
    medians.set(sized.years, median(answers.medians));
    await client.end();
  }
  findings.push({
    what: `median answer at ${[...medians.keys()].join(', ')} years`,
    figure: [...medians.values()].map((ms) => ms.toFixed(1)).join(', '),
    bar: '(printed, ms)',
    ok: true,
  });
  return findings;
}

/** Made once per machine and version of the bundle; a demo is the same for the same seed and end. */
function athlete(bundle: string, years: number): Sized {
  const version = Math.round(statSync(bundle).mtimeMs).toString(36);
  const home = join(tmpdir(), `paceline-bench-${version}-${UNTIL}-${years}`);
  if (!existsSync(join(home, 'done'))) {
    const made = spawnSync(
      process.execPath,
      [bundle, 'demo', '--years', String(years), '--until', UNTIL, '--home', home, '--json'],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`demo of ${years} years failed: ${made.stderr}`);
    mkdirSync(join(home, 'done'));
  }
  const counted = spawnSync(process.execPath, [bundle, 'call', 'list_activities', '{"limit":1}', '--home', home], {
    encoding: 'utf8',
  });
  const { total } = JSON.parse(counted.stdout) as { total: number };
  return { years, home, megabytes: statSync(join(home, 'paceline.db')).size / 1e6, activities: total };
}

async function timeTools(client: WireClient, calls: number): Promise<{ findings: Finding[]; medians: number[] }> {
  const findings: Finding[] = [];
  const medians: number[] = [];
  const ids = await someIds(client);
  for (const [tool, questions] of Object.entries(QUESTIONS)) {
    const times: number[] = [];
    let chars = 0;
    let failed = '';
    for (let call = 0; call < calls; call++) {
      const question = questions[call % questions.length]!;
      const input = fill(question, ids[call % ids.length]!, ids[(call + 7) % ids.length]!);
      const begun = performance.now();
      const reply = await client.request('tools/call', { name: tool, arguments: input });
      times.push(performance.now() - begun);
      const result = reply.result as { isError?: boolean; structuredContent?: unknown; content: { text: string }[] };
      if (!result || result.isError) failed = result?.content[0]?.text ?? JSON.stringify(reply.error);
      else chars = Math.max(chars, JSON.stringify(result.structuredContent).length);
    }
    const p50 = median(times);
    const p99 = percentile(times, 0.99);
    medians.push(p50);
    findings.push({
      what: failed
        ? `${tool}: ${failed.slice(0, 80)}`
        : `${tool}: first ${times[0]!.toFixed(0)} ms, largest ${chars} chars`,
      figure: `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`,
      bar: 'p50 < 5, p99 < 50 ms, < 30,000',
      ok: failed === '' && p50 < 5 && p99 < 50 && chars < 30_000,
    });
  }
  return { findings, medians };
}

async function someIds(client: WireClient): Promise<string[]> {
  const reply = await client.request('tools/call', {
    name: 'list_activities',
    arguments: { limit: 100, sport: 'ride' },
  });
  const { columns, rows } = (reply.result as { structuredContent: { columns: string[]; rows: string[][] } })
    .structuredContent;
  return rows.map((row) => row[columns.indexOf('id')]!);
}

function fill(question: Record<string, unknown>, id: string, other: string): unknown {
  return JSON.parse(JSON.stringify(question).replaceAll('$id', id).replaceAll('$other', other));
}

async function costOfTools(client: WireClient): Promise<Finding[]> {
  const { result } = (await client.request('tools/list', {})) as { result: { tools: { name: string }[] } };
  const costs = result.tools.map((tool) => ({ name: tool.name, cost: tokens(tool) }));
  const dearest = costs.reduce((a, b) => (a.cost > b.cost ? a : b));
  const all = tokens(result);
  return [
    { what: `tools/list, ${costs.length} tools`, figure: `${all} tokens`, bar: '< 6000', ok: all < 6000 },
    { what: `dearest tool, ${dearest.name}`, figure: `${dearest.cost} tokens`, bar: '<= 600', ok: dearest.cost <= 600 },
  ];
}
