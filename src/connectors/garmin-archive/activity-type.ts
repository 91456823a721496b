/** Garmin Connect's activity types (`activityType` in an export) as sports. */

import type { SportId } from '../../core/sport.ts';

const TYPES: Partial<Record<SportId, string>> = {
  ride: 'cycling road_biking recumbent_cycling bmx bike_commute bike_tour',
  mountain_bike_ride: 'mountain_biking downhill_biking enduro_mtb',
  gravel_ride: 'gravel_cycling',
  cyclocross: 'cyclocross',
  track_ride: 'track_cycling',
  e_bike_ride: 'e_bike_fitness e_bike_mountain e_enduro_mtb',
  handcycle: 'hand_cycling',
  indoor_ride: 'indoor_cycling indoor_hand_cycling spinning',
  virtual_ride: 'virtual_ride',
  run: 'running street_running obstacle_run',
  trail_run: 'trail_running',
  track_run: 'track_running',
  ultra_run: 'ultra_run',
  treadmill_run: 'treadmill_running indoor_running',
  virtual_run: 'virtual_run',
  walk: 'walking casual_walking speed_walking',
  indoor_walk: 'indoor_walking',
  hike: 'hiking rucking',
  mountaineering: 'mountaineering',
  snowshoe: 'snow_shoe',
  pool_swim: 'lap_swimming',
  open_water_swim: 'open_water_swimming',
  swim: 'swimming',
  row: 'rowing',
  indoor_row: 'indoor_rowing',
  kayak: 'kayaking whitewater_rafting_kayaking',
  paddle: 'paddling canoeing',
  stand_up_paddle: 'stand_up_paddleboarding',
  cross_country_ski: 'cross_country_skiing cross_country_classic_skiing skate_skiing',
  backcountry_ski: 'backcountry_skiing backcountry_skiing_snowboarding',
  alpine_ski: 'resort_skiing',
  snowboard: 'resort_snowboarding backcountry_snowboarding',
  strength: 'strength_training',
  yoga: 'yoga',
  pilates: 'pilates',
  cardio: 'indoor_cardio cardio_training fitness_equipment',
  hiit: 'hiit',
  elliptical: 'elliptical',
  stair_climbing: 'stair_climbing',
  floor_climbing: 'floor_climbing',
  rock_climbing: 'rock_climbing indoor_climbing bouldering',
  inline_skating: 'inline_skating',
  ice_skating: 'skating',
  racket: 'tennis padel badminton squash table_tennis pickleball platform_tennis racquetball',
  soccer: 'soccer',
  golf: 'golf',
  horse_riding: 'horseback_riding',
  sailing: 'sailing',
  surfing: 'surfing windsurfing kiteboarding wind_kite_surfing',
  diving: 'diving single_gas_diving multi_gas_diving gauge_diving apnea_diving apnea_hunting snorkeling',
  multisport: 'multi_sport',
  transition: 'transition',
};

const BY_KEY = new Map(
  Object.entries(TYPES).flatMap(([sport, keys]) => keys.split(' ').map((key) => [key, sport as SportId])),
);

/** Type keys gained suffixes over the years: `rowing_v2`, `skating_ws`. Null for an unknown one. */
export function sportOfTypeKey(key: string): SportId | null {
  return BY_KEY.get(key.toLowerCase().replace(/_(?:v\d+|ws)$/, '')) ?? null;
}
