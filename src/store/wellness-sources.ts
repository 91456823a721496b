/** Which source of wellness readings is believed on a day with several. */

/** The sources of wellness readings: on a day with several the first wins. What a device wrote comes before what was passed on. */
export const WELLNESS_SOURCES: readonly string[] = [
  'garmin_archive',
  'file',
  'folder',
  'intervals',
  'igpsport',
  'trainingpeaks',
  'trainingpeaks_archive',
  'strava_archive',
  'strava',
];

/** SQL for the place of a source among them. */
export function wellnessPlace(source: string): string {
  const places = WELLNESS_SOURCES.map((name, i) => `WHEN '${name}' THEN ${i}`).join(' ');
  return `CASE ${source} ${places} ELSE ${WELLNESS_SOURCES.length} END`;
}
