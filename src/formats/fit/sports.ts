/** FIT sport and sub-sport numbers, their names, and the sport of ours each pair stands for, in both directions. */

import type { SportId } from '../../core/sport.ts';

/** Numbered names as text, `number:name`, so that the table stays readable. */
export function numbered(text: string): ReadonlyMap<number, string> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => {
        const colon = pair.indexOf(':');
        return [Number(pair.slice(0, colon)), pair.slice(colon + 1)];
      }),
  );
}

const SPORT_NAMES = numbered(`
  0:generic 1:running 2:cycling 3:transition 4:fitnessEquipment 5:swimming 6:basketball 7:soccer 8:tennis
  9:americanFootball 10:training 11:walking 12:crossCountrySkiing 13:alpineSkiing 14:snowboarding 15:rowing
  16:mountaineering 17:hiking 18:multisport 19:paddling 20:flying 21:eBiking 22:motorcycling 23:boating 24:driving
  25:golf 26:hangGliding 27:horsebackRiding 28:hunting 29:fishing 30:inlineSkating 31:rockClimbing 32:sailing
  33:iceSkating 34:skyDiving 35:snowshoeing 36:snowmobiling 37:standUpPaddleboarding 38:surfing 39:wakeboarding
  40:waterSkiing 41:kayaking 42:rafting 43:windsurfing 44:kitesurfing 45:tactical 46:jumpmaster 47:boxing
  48:floorClimbing 49:baseball 53:diving 56:shooting 58:winterSport 59:grinding 62:hiit 63:videoGaming 64:racket
  65:wheelchairPushWalk 66:wheelchairPushRun 67:meditation 68:paraSport 69:discGolf 70:teamSport 71:cricket 72:rugby
  73:hockey 74:lacrosse 75:volleyball 76:waterTubing 77:wakesurfing 78:waterSport 79:archery 80:mixedMartialArts
  81:motorSports 82:snorkeling 83:dance 84:jumpRope 85:poolApnea 86:mobility 87:geocaching 88:canoeing 254:all`);

const SUB_SPORT_NAMES = numbered(`
  0:generic 1:treadmill 2:street 3:trail 4:track 5:spin 6:indoorCycling 7:road 8:mountain 9:downhill 10:recumbent
  11:cyclocross 12:handCycling 13:trackCycling 14:indoorRowing 15:elliptical 16:stairClimbing 17:lapSwimming
  18:openWater 19:flexibilityTraining 20:strengthTraining 21:warmUp 22:match 23:exercise 24:challenge 25:indoorSkiing
  26:cardioTraining 27:indoorWalking 28:eBikeFitness 29:bmx 30:casualWalking 31:speedWalking 32:bikeToRunTransition
  33:runToBikeTransition 34:swimToBikeTransition 35:atv 36:motocross 37:backcountry 38:resort 39:rcDrone 40:wingsuit
  41:whitewater 42:skateSkiing 43:yoga 44:pilates 45:indoorRunning 46:gravelCycling 47:eBikeMountain 48:commuting
  49:mixedSurface 50:navigate 51:trackMe 52:map 53:singleGasDiving 54:multiGasDiving 55:gaugeDiving 56:apneaDiving
  57:apneaHunting 58:virtualActivity 59:obstacle 62:breathing 63:ccrDiving 65:sailRace 66:expedition 67:ultra
  68:indoorClimbing 69:bouldering 70:hiit 71:indoorGrinding 72:huntingWithDogs 73:amrap 74:emom 75:tabata 77:esport
  78:triathlon 79:duathlon 80:brick 81:swimRun 82:adventureRace 83:truckerWorkout 84:pickleball 85:padel
  86:indoorWheelchairWalk 87:indoorWheelchairRun 88:indoorHandCycling 90:field 91:ice 92:ultimate 93:platform 94:squash
  95:badminton 96:racquetball 97:tableTennis 98:overland 99:trollingMotor 123:enduro 124:rucking 125:rally
  126:poolTriathlon 127:eBikeEnduro 254:all`);

export const FIT_SPORT = { generic: 0, transition: 3, multisport: 18 } as const;

/** What a sport is when its sub-sport says nothing more. Sports not listed are `other`. */
const BY_SPORT: ReadonlyMap<number, SportId> = new Map([
  [1, 'run'],
  [2, 'ride'],
  [3, 'transition'],
  [5, 'swim'],
  [7, 'soccer'],
  [8, 'racket'],
  [11, 'walk'],
  [12, 'cross_country_ski'],
  [13, 'alpine_ski'],
  [14, 'snowboard'],
  [15, 'row'],
  [16, 'mountaineering'],
  [17, 'hike'],
  [18, 'multisport'],
  [19, 'paddle'],
  [21, 'e_bike_ride'],
  [25, 'golf'],
  [27, 'horse_riding'],
  [30, 'inline_skating'],
  [31, 'rock_climbing'],
  [32, 'sailing'],
  [33, 'ice_skating'],
  [35, 'snowshoe'],
  [37, 'stand_up_paddle'],
  [38, 'surfing'],
  [41, 'kayak'],
  [42, 'paddle'],
  [43, 'surfing'],
  [44, 'surfing'],
  [48, 'floor_climbing'],
  [53, 'diving'],
  [62, 'hiit'],
  [64, 'racket'],
  [77, 'surfing'],
  [82, 'diving'],
  [85, 'diving'],
  [88, 'paddle'],
]);

/** Sub-sports that say more than the sport, `sport/sub_sport`. */
const BY_PAIR: Readonly<Record<string, SportId>> = {
  '1/1': 'treadmill_run',
  '1/3': 'trail_run',
  '1/4': 'track_run',
  '1/45': 'treadmill_run',
  '1/58': 'virtual_run',
  '1/67': 'ultra_run',
  '2/5': 'indoor_ride',
  '2/6': 'indoor_ride',
  '2/8': 'mountain_bike_ride',
  '2/9': 'mountain_bike_ride',
  '2/11': 'cyclocross',
  '2/12': 'handcycle',
  '2/13': 'track_ride',
  '2/28': 'e_bike_ride',
  '2/46': 'gravel_ride',
  '2/47': 'e_bike_ride',
  '2/49': 'gravel_ride',
  '2/58': 'virtual_ride',
  '2/88': 'handcycle',
  '2/123': 'mountain_bike_ride',
  '2/127': 'e_bike_ride',
  '5/17': 'pool_swim',
  '5/18': 'open_water_swim',
  '11/27': 'indoor_walk',
  '12/37': 'backcountry_ski',
  '13/37': 'backcountry_ski',
  '15/14': 'indoor_row',
  '17/27': 'indoor_walk',
  '30/42': 'roller_ski',
};

/** Sub-sports that decide by themselves when the sport is only "generic", "fitness equipment" or "training". */
const BY_SUB_SPORT: ReadonlyMap<number, SportId> = new Map([
  [1, 'treadmill_run'],
  [5, 'indoor_ride'],
  [6, 'indoor_ride'],
  [14, 'indoor_row'],
  [15, 'elliptical'],
  [16, 'stair_climbing'],
  [17, 'pool_swim'],
  [18, 'open_water_swim'],
  [20, 'strength'],
  [26, 'cardio'],
  [27, 'indoor_walk'],
  [43, 'yoga'],
  [44, 'pilates'],
  [45, 'treadmill_run'],
  [68, 'rock_climbing'],
  [69, 'rock_climbing'],
  [70, 'hiit'],
  [73, 'hiit'],
  [74, 'hiit'],
  [75, 'hiit'],
  [84, 'racket'],
  [85, 'racket'],
  [94, 'racket'],
  [95, 'racket'],
  [96, 'racket'],
  [97, 'racket'],
  [124, 'hike'],
]);
const UNSPECIFIC: ReadonlySet<number> = new Set([0, 4, 10]);

/** Our sport for a pair of FIT numbers; numbers nobody knows yet are `other`. */
export function sportFromFit(sport: number | null, sub_sport: number | null): SportId {
  if (sub_sport !== null) {
    const pair = BY_PAIR[`${sport}/${sub_sport}`];
    if (pair) return pair;
    if (sport === null || UNSPECIFIC.has(sport)) return BY_SUB_SPORT.get(sub_sport) ?? 'other';
  }
  return (sport === null ? undefined : BY_SPORT.get(sport)) ?? 'other';
}

/** The file's own words: names where they are known, else the numbers; null when the file names no sport. */
export function sportAsWritten(sport: number | null, sub_sport: number | null): string | null {
  if (sport === null && sub_sport === null) return null;
  const name = sport === null ? '?' : (SPORT_NAMES.get(sport) ?? String(sport));
  return sub_sport === null ? name : `${name}/${SUB_SPORT_NAMES.get(sub_sport) ?? String(sub_sport)}`;
}

/** The FIT numbers written for each of our sports. */
const TO_FIT: Readonly<Record<SportId, readonly [sport: number, sub_sport: number]>> = {
  ride: [2, 0],
  mountain_bike_ride: [2, 8],
  gravel_ride: [2, 46],
  cyclocross: [2, 11],
  track_ride: [2, 13],
  e_bike_ride: [21, 0],
  handcycle: [2, 12],
  indoor_ride: [2, 6],
  virtual_ride: [2, 58],
  run: [1, 0],
  trail_run: [1, 3],
  track_run: [1, 4],
  ultra_run: [1, 67],
  treadmill_run: [1, 1],
  virtual_run: [1, 58],
  walk: [11, 0],
  indoor_walk: [11, 27],
  hike: [17, 0],
  mountaineering: [16, 0],
  snowshoe: [35, 0],
  pool_swim: [5, 17],
  open_water_swim: [5, 18],
  swim: [5, 0],
  row: [15, 0],
  indoor_row: [15, 14],
  kayak: [41, 0],
  paddle: [19, 0],
  stand_up_paddle: [37, 0],
  cross_country_ski: [12, 0],
  backcountry_ski: [12, 37],
  roller_ski: [30, 42],
  alpine_ski: [13, 0],
  snowboard: [14, 0],
  strength: [10, 20],
  yoga: [10, 43],
  pilates: [10, 44],
  cardio: [10, 26],
  hiit: [62, 0],
  elliptical: [4, 15],
  stair_climbing: [4, 16],
  floor_climbing: [48, 0],
  rock_climbing: [31, 0],
  inline_skating: [30, 0],
  ice_skating: [33, 0],
  racket: [64, 0],
  soccer: [7, 0],
  golf: [25, 0],
  horse_riding: [27, 0],
  sailing: [32, 0],
  surfing: [38, 0],
  diving: [53, 0],
  multisport: [18, 0],
  transition: [3, 0],
  other: [0, 0],
};

export function sportToFit(sport: SportId): readonly [sport: number, sub_sport: number] {
  return TO_FIT[sport];
}
