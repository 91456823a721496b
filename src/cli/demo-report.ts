/** The demo's first look: what a rider wants to see, asked through the same queries as everything else. */

import type { Answer, Table } from '../queries/answer.ts';
import type { QueryContext } from '../queries/context.ts';
import { CLIENTS, clientConfig, ownLaunch } from '../server/client-config.ts';
import { toolNamed } from '../tools/index.ts';
import { wrap } from './print-answer.ts';
import { bold, dim, tableLines } from './print-table.ts';

const TICKS = '▁▂▃▄▅▆▇█';

export async function demoReport(context: QueryContext, width: number): Promise<string[]> {
  const ask = (tool: string, input: Record<string, unknown>): Promise<Answer> => toolNamed(tool).run(context, input);
  const { units } = context.athlete;
  const lines: string[] = [];
  const title = (text: string) => lines.push('', bold(text));

  const load = await ask('get_training_load', { period: 'all', resolution: 'week' });
  const ctl = column(load.week, 'ctl');
  const today = load.today as Record<string, unknown> | undefined;
  title('Fitness (CTL by week)');
  lines.push(`${spark(ctl, width - 20)}  highest ${Math.round(Math.max(0, ...ctl))}`);
  if (today) {
    lines.push(
      `today: fitness ${today.ctl}, fatigue ${today.atl}, form at start of day ${today.tsb_start_of_day}. ${today.status}`,
    );
  }

  const weeks = await ask('summarize_training', { period: 'last_28_days', by: 'week', include: ['series'] });
  table(lines, 'The last weeks', weeks.week, 8);

  const curve = await ask('get_performance_curve', {});
  table(lines, 'Best power of rides', bestPower(curve.curve, [5, 60, 300, 1200, 3600]), 5);

  const thresholds = await ask('estimate_thresholds', {});
  const told = ['sport', 'threshold', 'estimate', 'method', 'confidence', 'in_force'];
  table(lines, 'What the data says about thresholds', columnsOf(thresholds.estimates, told), 6);

  const records = await ask('get_records', {});
  table(lines, 'Biggest activities', records.biggest, 4);

  const status = await ask('get_data_status', {});
  table(lines, 'What repair took out of the signals (raw data stays)', status.repairs, 6);

  title('Go on');
  const [id] = column(await ask('list_activities', { limit: 1 }), 'id');
  lines.push(
    `  npm run paceline -- --home ${quote(context.store.home)} list`,
    `  npm run paceline -- --home ${quote(context.store.home)} show ${id ?? 'a1'}`,
    `  npm run paceline -- --help`,
  );
  title('Connect an assistant to this athlete');
  const config = clientConfig('claude-code', ownLaunch(context.store.home));
  lines.push(
    `  ${config.paste}`,
    dim(`  others: npm run paceline -- --home ${quote(context.store.home)} config <${CLIENTS.join('|')}>`),
  );
  lines.push(
    ...wrap(
      'Then ask: "How is my form?", "Compare this month with the same month last year", "When was my best 20 minutes?"',
      width,
    ),
  );
  return lines;

  function table(into: string[], heading: string, value: unknown, rows: number): void {
    if (!isTable(value) || value.rows.length === 0) return;
    into.push(
      '',
      bold(heading),
      ...tableLines({ columns: value.columns, rows: value.rows.slice(0, rows) }, units, width),
    );
  }
}

function spark(values: readonly number[], width: number): string {
  const room = Math.max(20, Math.min(width, 104));
  const step = Math.max(1, values.length / room);
  const highest = Math.max(1, ...values);
  let out = '';
  for (let i = 0; i < values.length; i += step) {
    const value = values[Math.floor(i)]!;
    out += TICKS[Math.min(TICKS.length - 1, Math.floor((value / highest) * TICKS.length))];
  }
  return out;
}

function column(value: unknown, name: string): number[] {
  if (!isTable(value)) return [];
  const at = value.columns.indexOf(name);
  return at < 0 ? [] : value.rows.map((row) => row[at] as number);
}

/** Chosen durations of a curve over two periods, under headings that say what they are. */
function bestPower(value: unknown, durations: readonly number[]): Table | null {
  const shown = columnsOf(value, ['duration_s', 'p1_power_w', 'p1_date', 'p2_power_w', 'p2_date']);
  if (shown === null) return null;
  return {
    columns: ['duration_s', 'last_90_days_w', 'on_date', 'all_time_w', 'best_date'],
    rows: shown.rows.filter((row) => durations.includes(row[0] as number)),
  };
}

function columnsOf(value: unknown, names: readonly string[]): Table | null {
  if (!isTable(value)) return null;
  const places = names.map((name) => value.columns.indexOf(name)).filter((place) => place >= 0);
  return {
    columns: places.map((place) => value.columns[place]!),
    rows: value.rows.map((row) => places.map((place) => row[place]!)),
  };
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `"${path}"`;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'columns' in value && 'rows' in value;
}
