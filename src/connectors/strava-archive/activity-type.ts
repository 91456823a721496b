/** Strava's activity types as its export writes them: display names in the account's language. */

import type { SportId } from '../../core/sport.ts';

const TYPES: Partial<Record<SportId, string>> = {
  ride: 'Ride, Velomobile, Radfahrt, Vélo, Sortie à vélo, Cyclisme, Fietsrit, Ciclismo, Bicicleta',
  mountain_bike_ride: 'Mountain Bike Ride, Mountainbikefahrt, VTT, Mountainbikerit, Mountainbike',
  gravel_ride: 'Gravel Ride, Gravelbike-Fahrt, Gravel-Fahrt, Gravelrit, Gravel',
  e_bike_ride: 'E-Bike Ride, E-Mountain Bike Ride, E-Bike-Fahrt, E-Mountainbike-Fahrt, Vélo électrique, VAE, E-bikerit',
  handcycle: 'Handcycle, Handbike',
  virtual_ride:
    'Virtual Ride, Virtuelle Radfahrt, Virtuelles Radfahren, Vélo virtuel, Virtuele fietsrit, Ciclismo virtual',
  run: 'Run, Lauf, Course à pied, Hardloopsessie, Hardlopen, Carrera, Carrera a pie',
  trail_run: 'Trail Run, Trailrun, Traillauf, Trail',
  virtual_run: 'Virtual Run, Virtueller Lauf, Course à pied virtuelle, Virtuele hardloopsessie, Carrera virtual',
  walk: 'Walk, Spaziergang, Marche, Wandeling, Caminata',
  hike: 'Hike, Wandern, Wanderung, Randonnée, Hiken, Senderismo, Excursionismo',
  snowshoe: 'Snowshoe, Schneeschuhwandern, Raquettes, Sneeuwschoenwandelen',
  swim: 'Swim, Schwimmen, Natation, Zwemmen, Natación',
  row: 'Rowing, Rudern, Aviron, Roeien, Remo',
  indoor_row: 'Virtual Row, Virtual Rowing, Virtuelles Rudern',
  kayak: 'Kayaking, Kajak, Kajakfahren, Kayak, Kajakken',
  paddle: 'Canoeing, Canoe, Kanufahren, Canoë, Kanoën, Piragüismo',
  stand_up_paddle: 'Stand Up Paddling, Stand Up Paddle, Stehpaddeln, Suppen',
  cross_country_ski:
    'Nordic Ski, Nordic Skiing, Langlaufen, Skilanglauf, Ski de fond, Ski nordique, Langlauf, Esquí de fondo',
  backcountry_ski: 'Backcountry Ski, Skitour, Ski de randonnée, Toerskiën, Esquí de travesía',
  roller_ski: 'Roller Ski, Rollski, Rollskifahren, Ski-roues, Rolskiën',
  alpine_ski: 'Alpine Ski, Ski Alpin, Alpinski, Alpineskiën, Esquí alpino',
  snowboard: 'Snowboard, Snowboarden',
  strength:
    'Weight Training, Gewichtstraining, Krafttraining, Krachttraining, Musculation, Entraînement aux poids, Pesas',
  yoga: 'Yoga',
  pilates: 'Pilates',
  hiit: 'High Intensity Interval Training, HIIT, Crossfit',
  elliptical: 'Elliptical, Ellipsentrainer, Elliptique, Crosstrainer, Elíptica',
  stair_climbing: 'Stair Stepper, Stair-Stepper, Stepper',
  rock_climbing: 'Rock Climbing, Rock Climb, Klettern, Escalade, Klimmen, Escalada',
  inline_skating: 'Inline Skate, Inlineskaten, Inlineskating, Roller',
  ice_skating: 'Ice Skate, Eislaufen, Schlittschuhlaufen, Patin à glace, Patinage, Schaatsen',
  racket:
    'Tennis, Table Tennis, Badminton, Squash, Padel, Pickleball, Racquetball, Tischtennis, Tennis de table, Tafeltennis',
  soccer: 'Soccer, Football (Soccer), Fußball, Fußball (Soccer), Football, Voetbal, Fútbol',
  golf: 'Golf',
  sailing: 'Sail, Sailing, Segeln, Voile, Zeilen',
  surfing: 'Surfing, Surf, Surfen, Windsurf, Windsurfing, Windsurfen, Kitesurf, Kitesurfen, Kitesurfing',
  other:
    'Workout, Training, Entraînement, Wheelchair, Rollstuhl, Skateboard, Skateboarding, Basketball, Volleyball, Cricket, Dance, Physical Therapy',
};

const BY_NAME = new Map(
  Object.entries(TYPES).flatMap(([sport, names]) => names.split(', ').map((name) => [bare(name), sport as SportId])),
);

/** Letters alone: `E-Bike Ride`, `EBikeRide` and `e-bike ride` are one type. */
function bare(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}]/gu, '');
}

/** The sport of a type name in any known language; null for an unknown one, where the file decides. */
export function sportOfType(name: string): SportId | null {
  return BY_NAME.get(bare(name.slice(0, 100))) ?? null;
}
