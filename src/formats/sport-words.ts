/** Sports as text files name them: words of TCX and GPX, Garmin Connect's type keys, Strava's types and numbers. */

import { familyOf, SPORT_IDS, type SportId } from '../core/sport.ts';

/** One line per sport; words are compared without case, blanks and punctuation. The sport ids themselves always match. */
const WORDS: Partial<Record<SportId, string>> = {
  ride: 'biking bike bicycle bicycling cycling cycle ride rides biketour road_biking road_cycling road_ride road_bike roadbike racebike recumbent_cycling touring bike_touring cycling_sport cycling_transport velomobile commuting_by_bike bmx',
  mountain_bike_ride: 'mountain_biking mountain_bike mtb mtbiking downhill_biking enduro_mtb emtb',
  gravel_ride: 'gravel_cycling gravel gravel_unpaved_cycling gravel_bike',
  cyclocross: 'cyclocross cyclo_cross',
  track_ride: 'track_cycling track_bike',
  e_bike_ride: 'e_biking ebike ebiking e_bike_fitness e_bike_mountain ebikeride emountainbikeride e_mountain_bike_ride',
  handcycle: 'hand_cycling handcycling wheelchair_handcycle',
  indoor_ride:
    'indoor_cycling indoor_biking spinning stationary_bike indoor_bike trainer cycling_indoor biking_indoor cycle_indoor spin',
  virtual_ride: 'virtual_cycling virtual_biking virtual_bike',
  run: 'running run runs jogging jog street_running road_running run_road road_run run_commute',
  trail_run: 'trail_running trailrun trail mountain_running',
  track_run: 'track_running',
  ultra_run: 'ultra_running',
  treadmill_run: 'treadmill_running treadmill indoor_running running_treadmill run_treadmill',
  virtual_run: 'virtual_running',
  walk: 'walking walk casual_walking speed_walking nordic_walking walking_commuting dog_walking wheelchair wheelchair_push_walk',
  indoor_walk: 'indoor_walking walking_treadmill treadmill_walking',
  hike: 'hiking hike trekking trek backpacking rucking',
  mountaineering: 'mountaineering alpinism',
  snowshoe: 'snow_shoe snowshoeing snow_shoe_ws snowshoe',
  pool_swim: 'lap_swimming pool_swimming',
  open_water_swim: 'open_water_swimming open_water',
  swim: 'swimming swim swimming_v2',
  row: 'rowing row rowing_v2',
  indoor_row: 'indoor_rowing virtualrow virtual_row virtual_rowing rowing_machine ergometer concept2',
  kayak: 'kayaking kayaking_v2 whitewater_rafting_kayaking',
  paddle: 'paddling paddling_v2 canoeing canoe boating rafting',
  stand_up_paddle:
    'stand_up_paddleboarding stand_up_paddling stand_up_paddleboarding_v2 sup paddle_boarding paddleboarding',
  cross_country_ski:
    'cross_country_skiing cross_country_skiing_ws nordic_ski nordic_skiing skate_skiing skate_skiing_ws classic_skiing xc_ski xc_skiing skiing_cross_country',
  backcountry_ski:
    'backcountry_skiing backcountry_skiing_snowboarding backcountry_skiing_snowboarding_ws backcountry_snowboarding ski_touring skitour',
  roller_ski: 'roller_skiing',
  alpine_ski:
    'alpine_skiing resort_skiing resort_skiing_snowboarding resort_skiing_snowboarding_ws downhill_skiing skiing ski skiing_downhill',
  snowboard: 'snowboarding',
  strength: 'strength_training weight_training weights functional_strength_training gym core_training',
  yoga: 'yoga',
  pilates: 'pilates',
  cardio: 'indoor_cardio cardio_training fitness_equipment workout training aerobics crossfit',
  hiit: 'high_intensity_interval_training',
  elliptical: 'elliptical_training elliptical_trainer cross_trainer',
  stair_climbing: 'stair_stepper stairs stepper',
  floor_climbing: 'floor_climbing',
  rock_climbing: 'climbing indoor_climbing bouldering',
  inline_skating: 'inline_skate roller_skating skating rollerblading skateboarding skateboard',
  ice_skating: 'ice_skate skating_ws',
  racket:
    'tennis tennis_v2 padel paddelball badminton squash racquet_ball racquetball table_tennis pickleball platform_tennis',
  soccer: 'football_soccer football',
  golf: 'golf',
  horse_riding: 'horseback_riding equestrian',
  sailing:
    'sail sailing_v2 sail_race windsurf windsurfing kitesurf kiteboarding kitesurfing wind_kite_surfing wind_kite_surfing_v2',
  surfing: 'surf surfing_v2',
  diving: 'scuba_diving single_gas_diving multi_gas_diving gauge_diving apnea_diving snorkeling free_diving',
  multisport: 'multi_sport triathlon duathlon',
  transition: 'transition_v2 swimtobike biketorun',
  other: 'other uncategorized generic',
};

/** Numbers Strava wrote into the type of its GPX files until about 2021. */
const STRAVA_NUMBERS: Readonly<Record<string, SportId>> = {
  1: 'ride',
  2: 'alpine_ski',
  3: 'backcountry_ski',
  4: 'hike',
  5: 'ice_skating',
  6: 'inline_skating',
  7: 'cross_country_ski',
  8: 'roller_ski',
  9: 'run',
  10: 'walk',
  11: 'cardio',
  12: 'snowboard',
  13: 'snowshoe',
  14: 'sailing',
  15: 'sailing',
  16: 'swim',
  17: 'virtual_ride',
  18: 'e_bike_ride',
  19: 'ride',
  21: 'paddle',
  22: 'kayak',
  23: 'row',
  24: 'stand_up_paddle',
  25: 'surfing',
  26: 'cardio',
  27: 'elliptical',
  28: 'rock_climbing',
  29: 'stair_climbing',
  30: 'strength',
  31: 'yoga',
  51: 'handcycle',
  52: 'walk',
  53: 'virtual_run',
};

const BY_WORD = new Map<string, SportId>();
for (const id of SPORT_IDS) {
  BY_WORD.set(normal(id), id);
  for (const word of WORDS[id]?.split(' ') ?? []) if (!BY_WORD.has(normal(word))) BY_WORD.set(normal(word), id);
}

/** The sport a word names, null when it is not one we know. `VirtualRide`, `road_biking`, `HIKING` and `9` all match. */
export function sportFromWord(word: string | null): SportId | null {
  if (word === null) return null;
  const key = normal(word);
  return BY_WORD.get(key) ?? (Object.hasOwn(STRAVA_NUMBERS, key) ? STRAVA_NUMBERS[key]! : null);
}

/** The indoor form of a sport for virtual worlds and machines, where there is one. */
export function virtualSport(sport: SportId): SportId {
  if (sport === 'ride') return 'virtual_ride';
  if (sport === 'run') return 'virtual_run';
  return sport === 'row' ? 'indoor_row' : sport;
}

/** True for sports whose cadence is steps rather than turns of a crank. */
export function countsSteps(sport: SportId): boolean {
  const family = familyOf(sport);
  return family === 'run' || family === 'walk';
}

/** The word other programs understand best when a file is written; reading it back gives the same sport. */
export function wordForSport(sport: SportId): string {
  return GARMIN_KEYS[sport] ?? sport;
}

const GARMIN_KEYS: Partial<Record<SportId, string>> = {
  ride: 'cycling',
  mountain_bike_ride: 'mountain_biking',
  gravel_ride: 'gravel_cycling',
  track_ride: 'track_cycling',
  indoor_ride: 'indoor_cycling',
  run: 'running',
  trail_run: 'trail_running',
  track_run: 'track_running',
  treadmill_run: 'treadmill_running',
  virtual_run: 'virtual_running',
  walk: 'walking',
  hike: 'hiking',
  pool_swim: 'lap_swimming',
  open_water_swim: 'open_water_swimming',
  swim: 'swimming',
  row: 'rowing',
  indoor_row: 'indoor_rowing',
  kayak: 'kayaking',
  paddle: 'paddling',
  cross_country_ski: 'cross_country_skiing',
  strength: 'strength_training',
};

function normal(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
