/** Prints docs/formulas.md from the definitions in the code; `npm run docs` writes it, a test holds the file against it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '../src/metrics/index.ts';
import { MODEL_DEFINITIONS } from '../src/metrics/models.ts';
import { REPAIRS } from '../src/repair/index.ts';

const INTRODUCTION = `# Formulas

Printed from the definitions in the code by \`npm run docs\`; a test fails when this page and the code differ.

Every number carries its unit in its name. A value that cannot be computed is absent with a reason, never 0. Thresholds are those in force
on the day of the activity: what the athlete set wins over what an export's preferences say, and that over what a device's file carried.

## Resampling

Everything below works on one value per second. Cell *i* stands for the second [i, i+1); n cells last n seconds.

1. Records without a time, or more than a day before or 32 days after the start, are left out. Records are sorted by time; equal times stay in file order.
2. Several records in one second: instantaneous channels take the mean, cumulative ones (distance) the last value.
3. Consecutive seconds with a record that lie at most max(10, 2 × median step) apart are *recorded*, and what is missing between two values is
   filled linearly. A longer gap is a *break*: cut out, neither zero nor missing. A break inside a stop of the timer is a *pause*, any other a *dropout*.
4. A metric needs valid values in half of the recorded seconds; under 90 % it carries the warning \`low_coverage\`.

## Normalized power and breaks

How a pause enters the 30 s window is not published by any maker. Measured against the values devices wrote themselves (\`npm run devices\`): on
rides, removing breaks and letting the window run on recorded time fits best; on foot, where auto-pause stops and starts the timer often, a
window on the clock fits best, in which the seconds of a stop count 0 W while only recorded seconds are averaged. The family of the activity
decides, never the maker.
`;

/** The whole page. */
export function formulasPage(): string {
  const lines = [INTRODUCTION, '## Metrics of an activity', ''];
  for (const m of METRICS) {
    lines.push(`### ${m.title} \`${m.id}\``, '', m.definition, '');
    const families = m.families === 'all' ? 'every sport' : m.families.join(', ');
    const over = m.over_days === null ? 'does not combine over days' : `over days: ${m.over_days.replaceAll('_', ' ')}`;
    const needs = m.needs.length > 0 ? `needs ${m.needs.join(', ')}` : 'needs nothing else';
    lines.push(
      `${[m.unit || 'no unit', families, needs, over, `version ${m.version}`].join(' · ')}. Source: ${m.source}.`,
      '',
    );
  }
  lines.push('## Models', '');
  for (const m of MODEL_DEFINITIONS) {
    lines.push(
      `### ${m.title} \`${m.id}\``,
      '',
      m.definition,
      '',
      `${m.unit || 'no unit'} · version ${m.version}. Source: ${m.source}.`,
      '',
    );
  }
  lines.push(
    '## Repairs',
    '',
    'Raw samples are never changed. Each repair lists what it changed and can be switched off per activity: `paceline repair <id> <repair> off`.',
    '',
  );
  for (const r of REPAIRS) {
    lines.push(`### ${r.title} \`${r.id}\``, '', r.definition, '', `version ${r.version}. Source: ${r.source}.`, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'formulas.md'), formulasPage());
