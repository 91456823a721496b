/** Files made to do harm: to fill the memory, to never end, to read or write where they must not. Each small on disk or quickly made. */

import { gzipSync } from 'node:zlib';
import { type RawEntry, rawZip } from '../src/formats/zip.test-data.ts';
import { fitOf } from './fuzz-fit.ts';

export interface HostileFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** What it tries. */
  readonly attempt: string;
  /** `refused`: nothing of it may be imported. `any`: what can be read may be. */
  readonly ends: 'refused' | 'any';
}

/** Every hostile file. `secret` is the path of a file whose content must never show up. */
export function hostileFiles(secret: string): HostileFile[] {
  return [...hostileXml(secret), ...hostileFit(), ...hostileArchives(secret), ...hostileTexts()];
}

const file = (name: string, attempt: string, content: Buffer | string, ends: HostileFile['ends'] = 'refused') => ({
  name,
  attempt,
  bytes: Buffer.from(content),
  ends,
});

const POINTS = Array.from(
  { length: 60 },
  (_, i) =>
    `<trkpt lat="48.1${String(i).padStart(2, '0')}" lon="11.5"><time>2026-03-01T08:00:${String(i).padStart(2, '0')}Z</time></trkpt>`,
).join('');
const gpx = (inner: string, head = ''): string =>
  `<?xml version="1.0"?>${head}<gpx version="1.1" creator="x"><trk><name>N</name><trkseg>${inner}</trkseg></trk></gpx>`;

function hostileXml(secret: string): HostileFile[] {
  const url = `file://${secret}`;
  const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const tracks = '<trk><trkseg></trkseg></trk>'.repeat(300_000);
  const laps = '<Lap StartTime="2026-03-01T08:00:00Z"><TotalTimeSeconds>1</TotalTimeSeconds></Lap>'.repeat(100_000);
  return [
    file('bomb.gpx', 'entities of entities', gpx('<a>&l12;</a>', `<!DOCTYPE g [<!ENTITY l0 "lol">${laughs}]>`)),
    file(
      'quadratic.tcx',
      'one long entity, often',
      `<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "${'a'.repeat(60_000)}">]><TrainingCenterDatabase>${'&a;'.repeat(60_000)}</TrainingCenterDatabase>`,
    ),
    file(
      'external.gpx',
      'a local file as text',
      gpx(`${POINTS}<name>&x;</name>`, `<!DOCTYPE g [<!ENTITY x SYSTEM "${url}">]>`),
    ),
    file(
      'parameter.tcx',
      'a local file as declarations',
      `<?xml version="1.0"?><!DOCTYPE t [<!ENTITY % d SYSTEM "${url}"> %d;]><TrainingCenterDatabase/>`,
    ),
    file(
      'network.gpx',
      'a document type on the network',
      gpx(POINTS, '<!DOCTYPE g SYSTEM "http://127.0.0.1:9/x.dtd">'),
    ),
    file(
      'include.gpx',
      'an inclusion',
      gpx(`${POINTS}<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${url}" parse="text"/>`),
      'any',
    ),
    file('deep.gpx', 'a million elements inside each other', gpx('<a>'.repeat(1_000_000))),
    file('deep.zwo', 'deep nesting', `<workout_file><workout>${'<a>'.repeat(500_000)}`),
    file('deep.pwx', 'deep nesting', `<pwx><workout>${'<segment>'.repeat(300_000)}`),
    file('wide.gpx', 'one attribute of 30 MB', gpx(`<trkpt lat="${'4'.repeat(30_000_000)}" lon="1"/>`), 'any'),
    file('text.gpx', 'one text of 40 MB', gpx(`${POINTS}<name>${'n'.repeat(40_000_000)}</name>`), 'any'),
    file('tracks.gpx', 'hundreds of thousands of empty tracks', `<gpx version="1.1">${tracks}</gpx>`),
    file(
      'laps.tcx',
      'a hundred thousand laps',
      `<TrainingCenterDatabase><Activities><Activity Sport="Biking"><Id>2026-03-01T08:00:00Z</Id>${laps}</Activity></Activities></TrainingCenterDatabase>`,
      'any',
    ),
    file(
      'names.gpx',
      'a hundred thousand names of elements',
      gpx(Array.from({ length: 100_000 }, (_, i) => `<e${i}/>`).join('') + POINTS),
      'any',
    ),
    file(
      'far-apart.gpx',
      'points decades apart',
      gpx(
        Array.from(
          { length: 300 },
          (_, i) => `<trkpt lat="48" lon="11"><time>${1990 + (i % 60)}-01-01T00:00:00Z</time></trkpt>`,
        ).join(''),
      ),
      'any',
    ),
    file('comment.gpx', 'a comment that never ends', `<!--${'-'.repeat(5_000_000)}`),
  ];
}

const TIMESTAMP = [253, 4, 0x86] as const;
const SMALL = (num: number): readonly [number, number, number] => [num, 1, 0x02];

function definition(local: number, global: number, fields: readonly (readonly [number, number, number])[]): Buffer {
  return Buffer.from([0x40 | local, 0, 0, global & 0xff, global >> 8, fields.length, ...fields.flat()]);
}

const START = 1_140_000_000;
const FILE_ID = Buffer.concat([definition(0, 0, [SMALL(0)]), Buffer.from([0, 4])]);

function record(local: number, seconds: number, ...rest: number[]): Buffer {
  const out = Buffer.alloc(5 + rest.length);
  out[0] = local;
  out.writeUInt32LE((START + seconds) >>> 0, 1);
  out.set(rest, 5);
  return out;
}

const RECORDS = Array.from({ length: 120 }, (_, s) => record(1, s, 120 + (s % 30)));
const RECORD = definition(1, 20, [TIMESTAMP, SMALL(3)]);

function hostileFit(): HostileFile[] {
  const all_fields = Array.from({ length: 255 }, (_, i): readonly [number, number, number] => [i, 255, 0x0d]);
  const sessions = Array.from({ length: 60_000 }, (_, s) => record(2, s, 2));
  const redefined = Array.from({ length: 60_000 }, (_, i) => [
    definition(3, 0xff00 + (i % 200), [[i % 250, 1 + (i % 60), 0x02], SMALL(i >> 8)]),
    Buffer.alloc(3 + (i % 60), 3),
  ]).flat();
  const empty = fitOf([]);
  const spread = Array.from({ length: 4000 }, (_, s) => record(1, (s * 7_919_333) % 0x6000_0000, 120));
  const frame = (...parts: Buffer[]) => fitOf([FILE_ID, ...parts]);
  const told = frame(RECORD, ...RECORDS);
  told.writeUInt32LE(0xffff_fff0, 4);
  return [
    file(
      'no-size.fit',
      'millions of messages without a byte',
      frame(RECORD, ...RECORDS, definition(2, 0xff01, []), Buffer.alloc(20_000_000, 2)),
      'any',
    ),
    file(
      'no-size-records.fit',
      'millions of records without a field',
      frame(definition(2, 20, []), Buffer.alloc(20_000_000, 2)),
      'any',
    ),
    file(
      'one-byte-records.fit',
      'millions of records of one byte',
      frame(definition(2, 20, [SMALL(3)]), Buffer.alloc(40_000_000, 2)),
      'any',
    ),
    file(
      'events.fit',
      'millions of events of one byte',
      frame(RECORD, ...RECORDS, definition(2, 21, [SMALL(0)]), Buffer.alloc(20_000_000, 2)),
      'any',
    ),
    file(
      'huge-fields.fit',
      'definitions as large as they can be',
      frame(definition(2, 20, all_fields), Buffer.alloc(255 * 255 + 1, 2), RECORD, ...RECORDS),
      'any',
    ),
    file('redefined.fit', 'every message defined anew', frame(RECORD, ...RECORDS, ...redefined), 'any'),
    file(
      'sessions.fit',
      'tens of thousands of sessions',
      frame(RECORD, ...RECORDS, definition(2, 18, [TIMESTAMP, SMALL(5)]), ...sessions),
      'any',
    ),
    file(
      'laps.fit',
      'tens of thousands of laps',
      frame(RECORD, ...RECORDS, definition(2, 19, [TIMESTAMP, SMALL(24)]), ...sessions),
      'any',
    ),
    file(
      'chained.fit',
      'a hundred thousand files in one',
      Buffer.concat([frame(RECORD, ...RECORDS), ...Array.from({ length: 100_000 }, () => empty)]),
      'any',
    ),
    file('times.fit', 'records decades apart, in disorder', frame(RECORD, ...spread), 'any'),
    file('size.fit', 'a header that announces 4 GB', told, 'any'),
    file('repeats.fit', 'repeats inside repeats', repeats(), 'any'),
  ];
}

/** A workout whose last steps each repeat everything before them: written out it would have 10^60 steps. */
function repeats(): Buffer {
  const step = definition(1, 27, [[254, 2, 0x84], SMALL(1), [2, 4, 0x86], [4, 4, 0x86]]);
  const steps = Array.from({ length: 60 }, (_, i) => {
    const out = Buffer.alloc(12);
    out[0] = 1;
    out.writeUInt16LE(i, 1);
    out[3] = i === 0 ? 0 : 6;
    out.writeUInt32LE(i === 0 ? 60_000 : 0, 4);
    out.writeUInt32LE(i === 0 ? 0 : 10, 8);
    return out;
  });
  return fitOf([definition(0, 0, [SMALL(0)]), Buffer.from([0, 5]), step, ...steps]);
}

function hostileArchives(secret: string): HostileFile[] {
  const zeros = Buffer.alloc(150_000_000);
  const fit = fitOf([FILE_ID, RECORD, ...RECORDS]);
  const nested = Array.from({ length: 12 }).reduce<Buffer>(
    (inner) => rawZip([{ name: 'a.zip', content: inner }]),
    rawZip([{ name: 'ride.fit', content: fit }]),
  );
  const paths = [
    '../../escaped.fit',
    '/tmp/escaped.fit',
    'C:\\escaped.fit',
    '..\\..\\escaped.fit',
    'a/../../../escaped.fit',
  ];
  const shared: RawEntry[] = Array.from({ length: 2000 }, (_, i) => ({
    name: `${i}.fit`,
    ...(i === 0 ? { content: Buffer.alloc(900_000, 1) } : { shares: 0 }),
  }));
  const many = Array.from({ length: 60_000 }, (_, i) => ({ name: `d${i % 300}/${i}.txt`, content: '', method: 0 }));
  return [
    file('dense.zip', 'a file that unpacks to 150 MB', rawZip([{ name: 'ride.fit', content: zeros }])),
    file('dense.fit.gz', 'a recording that unpacks to 150 MB', gzipSync(zeros)),
    file(
      'layers.fit.gz',
      'gzip in gzip in gzip',
      Array.from({ length: 12 }).reduce<Buffer>((inner) => gzipSync(inner), fit),
    ),
    file('nested.zip', 'archives inside archives', nested),
    file('shared.zip', 'thousands of entries that share their bytes', rawZip(shared)),
    file('paths.zip', 'names that lead out', rawZip(paths.map((name) => ({ name, content: fit })))),
    file(
      'link.zip',
      'a link to a local file',
      rawZip([{ name: 'ride.fit', content: secret, unix_mode: 0o120777, method: 0 }]),
    ),
    file('many.zip', 'tens of thousands of entries', rawZip(many)),
    file(
      'lies.zip',
      'an entry that is larger than it says',
      rawZip([{ name: 'ride.fit', content: Buffer.alloc(20_000_000, 65), says_bytes: 100 }]),
    ),
    file(
      'table.zip',
      'a table of two million cells in one row',
      rawZip([
        {
          name: 'activities.csv',
          content: `Activity ID,Activity Date,Activity Name,Activity Type,Filename\n${'1,'.repeat(2_000_000)}`,
        },
      ]),
    ),
    file(
      'quote.zip',
      'a quotation mark that is never closed',
      rawZip([
        {
          name: 'activities.csv',
          content: `Activity ID,Activity Date,Activity Name,Activity Type,Filename\n"${'x,\n'.repeat(4_000_000)}`,
        },
      ]),
    ),
    file(
      'same-names.zip',
      'tens of thousands of entries of one name',
      rawZip(Array.from({ length: 60_000 }, () => ({ name: 'a.txt', content: '', method: 0 }))),
    ),
    file(
      'same-time.zip',
      'hundreds of rows of one moment',
      rawZip([{ name: 'activities.csv', content: sameTime() }]),
      'any',
    ),
    file(
      'json.zip',
      'deep JSON',
      rawZip([
        {
          name: 'DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json',
          content: `[{"summarizedActivitiesExport":${'['.repeat(400_000)}`,
        },
      ]),
    ),
  ];
}

function sameTime(): string {
  const columns = 'Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Filename,Elapsed Time,Distance';
  const rows = Array.from({ length: 400 }, (_, i) => `${i + 1},"Mar 1, 2026, 8:00:00 AM",R,Ride,3600,,3600.0,30000.0`);
  return [columns, ...rows].join('\n');
}

function hostileTexts(): HostileFile[] {
  const lines = Array.from({ length: 400_000 }, (_, i) => `${i}\t${i % 300}`).join('\n');
  return [
    file(
      'repeat.zwo',
      'a billion repeats',
      '<workout_file><workout><IntervalsT Repeat="1000000000" OnDuration="1" OffDuration="1" OnPower="1" OffPower="1"/></workout></workout_file>',
      'any',
    ),
    file(
      'long.erg',
      'hundreds of thousands of points',
      `[COURSE HEADER]\nMINUTES WATTS\n[END COURSE HEADER]\n[COURSE DATA]\n${lines}\n[END COURSE DATA]\n`,
      'any',
    ),
    file(
      'line.erg',
      'one line of 20 MB',
      `[COURSE HEADER]\nDESCRIPTION = ${'x'.repeat(20_000_000)}\nMINUTES WATTS\n[COURSE DATA]\n0 100\n5 100\n[END COURSE DATA]\n`,
      'any',
    ),
    file(
      'blanks.erg',
      'lines of blanks that almost fit',
      `[COURSE HEADER]\n${`A${' '.repeat(1990)}x\n`.repeat(2000)}MINUTES WATTS\n[COURSE DATA]\n0 100\n5 100\n[END COURSE DATA]\n[COURSE TEXT]\n${`1 a${' '.repeat(1990)}x\n`.repeat(2000)}`,
      'any',
    ),
    file('blank.gpx', '30 MB of blanks', ' '.repeat(30_000_000)),
    file('brackets.fit', '30 MB of tags that never close', '<'.repeat(30_000_000)),
  ];
}
