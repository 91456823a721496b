/** Prints docs/platforms.md from the connectors themselves; `npm run docs` writes it, a test holds the file against it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLATFORMS } from '../src/connectors/platforms.ts';
import type { Connector, LoginWay } from '../src/core/connector.ts';

const INTRODUCTION = `# Platforms

Printed from the connectors by \`npm run docs\`. \`paceline connect <platform>\` signs in and fetches; \`paceline setup\` asks for everything in order; \`paceline sync\` fetches what is new,
\`paceline sync --watch\` goes on doing so. The whole history is fetched once, newest first; a sync that is stopped goes on where it was. Secrets go to the
system's keychain where the optional package \`@napi-rs/keyring\` is installed, else to \`secrets.json\` in the home, readable by its owner only; environment variables come before both. A login given by
variables alone needs no \`connect\`.

Device files are fetched where a platform hands them out, and Paceline's own numbers come from them; what the platform computed stays beside as its own figures. The same workout on several platforms is one
activity: samples from the densest recording nearest to the device, names from where a person typed them (Intervals.icu, Strava, TrainingPeaks, iGPSport, devices, in this order; names made up by a device come last).
\`paceline merge\` and \`paceline split\` correct a join by hand, and later syncs keep to it. What a platform changes or deletes appears in \`paceline status\`; a deletion is believed after a complete listing.
`;

/** The whole page. */
export function platformsPage(): string {
  return `${[INTRODUCTION, ...PLATFORMS.map(section)].join('\n').trimEnd()}\n`;
}

function section({ id, label, ways, policy, limits, streams, base_url_env, remedies }: Connector): string {
  const lines = [`## ${label}`, '', `\`paceline connect ${id}\``, ''];
  for (const way of ways) lines.push(...wayLines(way));
  lines.push(
    `Fetched: ${streams.map((stream) => stream.title.charAt(0).toLowerCase() + stream.title.slice(1)).join(', ')}.`,
    '',
  );
  if (limits.windows.length > 0) {
    const windows = limits.windows.map(({ limit, seconds }) => `${limit} calls in ${span(seconds)}`);
    lines.push(
      `Limits kept unless the platform names others: ${windows.join(', ')}. A tenth of each is left for questions that are waiting.`,
      '',
    );
  }
  if (policy.terms.length > 0) {
    lines.push('To be read and accepted first:', '', ...policy.terms.map((point) => `- ${point}`), '');
  }
  if (policy.models === 'by_choice') {
    lines.push(
      `Unless you choose otherwise (\`--show-models\`, \`--combine\`, \`--keep-days\`) its data is shown neither to assistants nor by these commands, which assistants can run too, not merged into activities from elsewhere${policy.keep_days === null ? '' : `, kept for ${policy.keep_days} days`}, and removed by \`paceline disconnect ${id}\`.`,
      '',
    );
  }
  for (const remedy of Object.values(remedies)) lines.push(remedy, '');
  lines.push(`\`${base_url_env}\` sends every call to another server (https, or this machine).`, '');
  return lines.join('\n');
}

function wayLines({ title, steps, page, fields }: LoginWay): string[] {
  const lines = [`**${title}** (${page})`, '', ...steps.map((step, i) => `${i + 1}. ${step}`), ''];
  const variables = fields.filter((field) => field.env.length > 0);
  if (variables.length > 0) {
    lines.push('| asked for | variable |', '|---|---|');
    for (const { label, env, optional } of variables) {
      lines.push(`| ${label}${optional ? ' (optional)' : ''} | ${env.map((name) => `\`${name}\``).join(', ')} |`);
    }
    lines.push('');
  }
  return lines;
}

function span(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? 'a day' : `${seconds / 86_400} days`;
  if (seconds === 60) return 'a minute';
  return seconds > 60 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'platforms.md'), platformsPage());
