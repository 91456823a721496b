/** Sports: one canonical id each, grouped into families that share metrics, thresholds and records. */

/** Activities of different families never merge, and each family has its own thresholds, curves and records. */
export type Family = 'ride' | 'run' | 'walk' | 'swim' | 'row' | 'ski' | 'strength' | 'other';

export interface Sport {
  readonly family: Family;
  readonly title: string;
  /** Indoors or virtual: speed is simulated and position, if any, is not where the athlete was. */
  readonly indoor?: true;
}

export const SPORTS = {
  ride: { family: 'ride', title: 'Ride' },
  mountain_bike_ride: { family: 'ride', title: 'Mountain bike ride' },
  gravel_ride: { family: 'ride', title: 'Gravel ride' },
  cyclocross: { family: 'ride', title: 'Cyclocross' },
  track_ride: { family: 'ride', title: 'Track ride' },
  e_bike_ride: { family: 'ride', title: 'E-bike ride' },
  handcycle: { family: 'ride', title: 'Handcycle' },
  indoor_ride: { family: 'ride', title: 'Indoor ride', indoor: true },
  virtual_ride: { family: 'ride', title: 'Virtual ride', indoor: true },
  run: { family: 'run', title: 'Run' },
  trail_run: { family: 'run', title: 'Trail run' },
  track_run: { family: 'run', title: 'Track run' },
  ultra_run: { family: 'run', title: 'Ultra run' },
  treadmill_run: { family: 'run', title: 'Treadmill run', indoor: true },
  virtual_run: { family: 'run', title: 'Virtual run', indoor: true },
  walk: { family: 'walk', title: 'Walk' },
  indoor_walk: { family: 'walk', title: 'Indoor walk', indoor: true },
  hike: { family: 'walk', title: 'Hike' },
  mountaineering: { family: 'walk', title: 'Mountaineering' },
  snowshoe: { family: 'walk', title: 'Snowshoeing' },
  pool_swim: { family: 'swim', title: 'Pool swim' },
  open_water_swim: { family: 'swim', title: 'Open water swim' },
  swim: { family: 'swim', title: 'Swim' },
  row: { family: 'row', title: 'Rowing' },
  indoor_row: { family: 'row', title: 'Indoor rowing', indoor: true },
  kayak: { family: 'row', title: 'Kayaking' },
  paddle: { family: 'row', title: 'Paddling' },
  stand_up_paddle: { family: 'row', title: 'Stand-up paddling' },
  cross_country_ski: { family: 'ski', title: 'Cross-country ski' },
  backcountry_ski: { family: 'ski', title: 'Backcountry ski' },
  roller_ski: { family: 'ski', title: 'Roller ski' },
  alpine_ski: { family: 'ski', title: 'Alpine ski' },
  snowboard: { family: 'ski', title: 'Snowboard' },
  strength: { family: 'strength', title: 'Strength training', indoor: true },
  yoga: { family: 'other', title: 'Yoga', indoor: true },
  pilates: { family: 'other', title: 'Pilates', indoor: true },
  cardio: { family: 'other', title: 'Cardio', indoor: true },
  hiit: { family: 'other', title: 'HIIT', indoor: true },
  elliptical: { family: 'other', title: 'Elliptical', indoor: true },
  stair_climbing: { family: 'other', title: 'Stair climbing', indoor: true },
  floor_climbing: { family: 'other', title: 'Floor climbing', indoor: true },
  rock_climbing: { family: 'other', title: 'Rock climbing' },
  inline_skating: { family: 'other', title: 'Inline skating' },
  ice_skating: { family: 'other', title: 'Ice skating' },
  racket: { family: 'other', title: 'Racket sport' },
  soccer: { family: 'other', title: 'Football (soccer)' },
  golf: { family: 'other', title: 'Golf' },
  horse_riding: { family: 'other', title: 'Horse riding' },
  sailing: { family: 'other', title: 'Sailing' },
  surfing: { family: 'other', title: 'Surfing' },
  diving: { family: 'other', title: 'Diving' },
  multisport: { family: 'other', title: 'Multisport' },
  transition: { family: 'other', title: 'Transition' },
  other: { family: 'other', title: 'Other' },
} as const satisfies Record<string, Sport>;

export type SportId = keyof typeof SPORTS;

export const SPORT_IDS = Object.keys(SPORTS) as SportId[];
export const FAMILIES: readonly Family[] = ['ride', 'run', 'walk', 'swim', 'row', 'ski', 'strength', 'other'];

export function sportOf(id: SportId): Sport {
  return SPORTS[id];
}

export function isSportId(id: string): id is SportId {
  return Object.hasOwn(SPORTS, id);
}

export function familyOf(id: SportId): Family {
  return SPORTS[id].family;
}
