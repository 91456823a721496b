/** TrainingPeaks' sports: a type and, below it, a subtype whose numbers overlap with those of the types. */

import type { Json } from '../../core/connector.ts';
import { idOf } from '../../core/json.ts';
import type { Family, SportId } from '../../core/sport.ts';

interface WorkoutType {
  readonly name: string;
  /** null where the type says nothing about the sport. */
  readonly sport: SportId | null;
  readonly subtypes?: Readonly<Record<string, readonly [name: string, sport: SportId]>>;
}

export const DAY_OFF = '7';
export const RACE = '6';

const TYPES: Readonly<Record<string, WorkoutType>> = {
  1: {
    name: 'Swim',
    sport: 'swim',
    subtypes: { 1: ['Open Water', 'open_water_swim'], 2: ['Pool', 'pool_swim'] },
  },
  2: {
    name: 'Bike',
    sport: 'ride',
    subtypes: {
      3: ['Road', 'ride'],
      4: ['Gravel', 'gravel_ride'],
      5: ['Track', 'track_ride'],
      6: ['Indoor', 'indoor_ride'],
      7: ['Cyclocross', 'cyclocross'],
      8: ['E-Bike', 'e_bike_ride'],
      9: ['Hand Cycling', 'handcycle'],
      47: ['Time Trial', 'ride'],
      49: ['Virtual', 'virtual_ride'],
    },
  },
  3: {
    name: 'Run',
    sport: 'run',
    subtypes: {
      10: ['Road', 'run'],
      11: ['Track', 'track_run'],
      12: ['Trail', 'trail_run'],
      13: ['Indoor', 'treadmill_run'],
      50: ['Virtual', 'virtual_run'],
    },
  },
  4: { name: 'Brick', sport: 'multisport' },
  5: { name: 'X-Train', sport: 'other' },
  [RACE]: { name: 'Race', sport: null },
  [DAY_OFF]: { name: 'Day Off', sport: null },
  8: {
    name: 'MTB',
    sport: 'mountain_bike_ride',
    subtypes: {
      14: ['XC', 'mountain_bike_ride'],
      15: ['Enduro', 'mountain_bike_ride'],
      16: ['Downhill', 'mountain_bike_ride'],
      17: ['Short Track', 'mountain_bike_ride'],
      18: ['Fat Bike', 'mountain_bike_ride'],
      19: ['E-MTB', 'e_bike_ride'],
    },
  },
  9: { name: 'Strength', sport: 'strength' },
  10: { name: 'Custom', sport: 'other' },
  11: {
    name: 'XC-Ski',
    sport: 'cross_country_ski',
    subtypes: {
      26: ['Classic', 'cross_country_ski'],
      27: ['Skate', 'cross_country_ski'],
      28: ['Alpine', 'alpine_ski'],
      29: ['Touring', 'backcountry_ski'],
      30: ['Ski Mountaineering', 'backcountry_ski'],
      31: ['Biathlon', 'cross_country_ski'],
      32: ['Roller', 'roller_ski'],
      33: ['Nordic Combined', 'cross_country_ski'],
      34: ['Split Boarding', 'backcountry_ski'],
      46: ['Cross Country', 'cross_country_ski'],
    },
  },
  12: {
    name: 'Rowing',
    sport: 'row',
    subtypes: { 39: ['Indoor', 'indoor_row'], 51: ['Virtual', 'indoor_row'] },
  },
  13: {
    name: 'Walk',
    sport: 'walk',
    subtypes: {
      41: ['Hike', 'hike'],
      42: ['Treadmill', 'indoor_walk'],
      43: ['Mountaineering', 'mountaineering'],
      44: ['Hunting', 'walk'],
    },
  },
  29: {
    name: 'Strength',
    sport: 'strength',
    subtypes: {
      20: ['Mobility', 'strength'],
      21: ['Functional', 'strength'],
      22: ['Yoga', 'yoga'],
      23: ['Climbing', 'rock_climbing'],
      24: ['Hybrid', 'strength'],
      25: ['Stretching', 'yoga'],
    },
  },
  100: {
    name: 'Other',
    sport: 'other',
    subtypes: {
      35: ['Canoe', 'paddle'],
      36: ['SUP', 'stand_up_paddle'],
      37: ['Sailing', 'sailing'],
      38: ['Kayak', 'kayak'],
      40: ['Surfing', 'surfing'],
      45: ['Speed Skating', 'ice_skating'],
      48: ['Equestrian', 'horse_riding'],
    },
  },
};

export interface SportOfType {
  /** null where the type leaves it open (a race, a day off). */
  readonly sport: SportId | null;
  readonly as_written: string | null;
}

/** The sport of `workoutTypeValueId` and `workoutSubTypeId`; a type that is not known is `other` under its number. */
export function sportOfType(type: Json | undefined, subtype: Json | undefined): SportOfType {
  const type_id = idOf(type);
  const subtype_id = idOf(subtype);
  if (type_id === null) return { sport: null, as_written: null };
  const known = Object.hasOwn(TYPES, type_id) ? TYPES[type_id]! : null;
  if (!known) {
    const as_written = `type ${type_id.slice(0, 20)}${subtype_id === null ? '' : ` / ${subtype_id.slice(0, 20)}`}`;
    return { sport: 'other', as_written };
  }
  const { name, sport, subtypes } = known;
  const below = subtype_id !== null && subtypes && Object.hasOwn(subtypes, subtype_id) ? subtypes[subtype_id] : null;
  return below ? { sport: below[1], as_written: `${name} / ${below[0]}` } : { sport, as_written: name };
}

/** Whose thresholds a zone set holds. `family: null` is the default set; undefined for sports without a family of their own. */
export function familyOfType(type: Json | undefined): Family | null | undefined {
  return FAMILIES.get(idOf(type) ?? '0');
}

const FAMILIES: ReadonlyMap<string, Family | null> = new Map<string, Family | null>([
  ['0', null],
  ['1', 'swim'],
  ['2', 'ride'],
  ['3', 'run'],
  ['8', 'ride'],
  ['11', 'ski'],
  ['12', 'row'],
  ['13', 'walk'],
]);

/** Event types begin with the sport: `CyclingRoad`, `SwimOpenWater`, `SnowNordic`. */
const EVENT_SPORTS: readonly (readonly [start: RegExp, sport: SportId])[] = [
  [/^running(trail)/i, 'trail_run'],
  [/^running(track)/i, 'track_run'],
  [/^running/i, 'run'],
  [/^cyclingmountain/i, 'mountain_bike_ride'],
  [/^cyclingcyclocross/i, 'cyclocross'],
  [/^cyclingtrack/i, 'track_ride'],
  [/^cycling/i, 'ride'],
  [/^swimopenwater/i, 'open_water_swim'],
  [/^swimpool/i, 'pool_swim'],
  [/^swim/i, 'swim'],
  [/^multisport/i, 'multisport'],
  [/^rowing/i, 'row'],
  [/^snowalpine/i, 'alpine_ski'],
  [/^snownordic/i, 'cross_country_ski'],
  [/^snowskimountaineering/i, 'backcountry_ski'],
  [/^snowsnowshoe/i, 'snowshoe'],
  [/^otherspeedskate/i, 'ice_skating'],
  [/^(other|snow)/i, 'other'],
];

export function sportOfEvent(event_type: string | null): SportId | null {
  return EVENT_SPORTS.find(([start]) => start.test(event_type ?? ''))?.[1] ?? null;
}
