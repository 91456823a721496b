/** Who made the file: names of common manufacturers and products, the rest by number, as the file says. */

import type { Device } from '../../core/recording.ts';
import { cleanLine } from '../../core/text.ts';
import type { Message } from './messages.ts';
import { DEVICE_INFO, FILE_CREATOR, FILE_ID } from './profile.ts';

/** `number name` per line or separated by `|`; names contain blanks. */
function named(text: string): ReadonlyMap<number, string> {
  return new Map(
    text
      .split('|')
      .map((entry) => entry.replace(/\s+/g, ' ').trim())
      .filter((entry) => entry !== '')
      .map((entry) => {
        const blank = entry.indexOf(' ');
        return [Number(entry.slice(0, blank)), entry.slice(blank + 1)];
      }),
  );
}

const MANUFACTURERS = named(`
  1 Garmin | 2 Garmin | 6 SRM | 7 Quarq | 8 iBike | 9 Saris | 13 Dynastream | 15 Dynastream | 16 Timex | 23 Suunto |
  28 TrainingPeaks | 32 Wahoo Fitness | 37 Magellan | 38 o-synce | 40 Concept2 | 41 Shimano | 45 Xplova | 48 Pioneer |
  51 4iiii | 60 Rotor | 63 Specialized | 67 BKool | 68 CatEye | 69 Stages Cycling | 70 SIGMA Sport | 71 TomTom |
  73 Wattbike | 76 Moxy | 77 CicloSport | 81 Bontrager | 86 Elite | 87 Nielsen-Kellerman | 89 Tacx | 95 Stryd | 96 ICG |
  99 LOOK | 105 cosinuss | 107 Magene | 108 Giant | 111 Technogym | 115 iGPSPORT | 116 ThinkRider | 118 WaterRower |
  120 InPeak | 121 Kinetic | 123 Polar | 128 iFIT | 130 Versa Design | 132 CYCPLUS | 134 SIGEYI | 135 CooSpo | 137 Bosch |
  140 Decathlon | 142 TAG Heuer | 143 Keiser | 144 Zwift | 147 Meilan | 148 Ezon | 255 development | 258 Lezyne |
  260 Zwift | 262 Recon | 263 Favero | 265 Strava | 266 Precor | 267 Bryton | 268 SRAM | 269 Navman | 270 COBI |
  272 Mio | 281 TrainerRoad | 282 The Sufferfest | 284 virtualtraining | 289 Hammerhead | 294 COROS | 299 Mahle |
  303 greenTEG | 305 WHOOP | 309 FORM | 310 Decathlon | 315 RGT Cycling | 318 Fazua | 327 Magicshine | 331 MyWhoosh |
  337 Runna | 340 Peloton | 341 Carv | 345 RealVelo | 348 Huawei | 352 Tymewear | 129 COROS | 306 Gravaa | 307 OneLap |
  308 Monark | 259 Scribe Labs | 264 DynoVelo | 287 VDO`);

const GARMIN = named(`
  717 Forerunner 405 | 782 Forerunner 50 | 988 Forerunner 60 | 1018 Forerunner 310XT | 1036 Edge 500 |
  1124 Forerunner 110 | 1169 Edge 800 | 1325 Edge 200 | 1328 Forerunner 910XT | 1345 Forerunner 610 | 1436 Forerunner 70 |
  1446 Forerunner 310XT | 1482 Forerunner 10 | 1499 Swim | 1551 fenix | 1561 Edge 510 | 1567 Edge 810 |
  1623 Forerunner 620 | 1632 Forerunner 220 | 1735 VIRB Elite | 1736 Edge Touring | 1765 Forerunner 920XT |
  1836 Edge 1000 | 1837 vivofit | 1903 Forerunner 15 | 1907 vivoactive | 1967 fenix 2 | 1988 epix | 2050 fenix 3 |
  2067 Edge 520 | 2134 VIRB X | 2147 Edge 25 | 2148 Forerunner 25 | 2153 Forerunner 225 | 2156 Forerunner 630 |
  2157 Forerunner 230 | 2158 Forerunner 735XT | 2172 VIRB XE | 2204 Edge Explore 1000 | 2238 Edge 20 |
  2337 vivoactive HR | 2413 fenix 3 HR | 2417 VIRB Ultra 30 | 2429 Index scale | 2431 Forerunner 235 |
  2432 fenix Chronos | 2503 Forerunner 35 | 2530 Edge 820 | 2531 Edge Explore 820 | 2544 fenix 5S | 2604 fenix 5X |
  2656 Approach S60 | 2691 Forerunner 935 | 2697 fenix 5 | 2700 vivoactive 3 | 2713 Edge 1030 | 2859 Descent Mk1 |
  2886 Forerunner 645 | 2888 Forerunner 645 Music | 2891 Forerunner 30 | 2900 fenix 5S Plus | 2909 Edge 130 |
  2988 vivoactive 3 Music | 3011 Edge Explore | 3076 Forerunner 245 | 3077 Forerunner 245 Music | 3110 fenix 5 Plus |
  3111 fenix 5X Plus | 3112 Edge 520 Plus | 3113 Forerunner 945 | 3121 Edge 530 | 3122 Edge 830 | 3126 Instinct |
  3224 vivoactive 4S | 3225 vivoactive 4 | 3226 Venu | 3246 MARQ Driver | 3247 MARQ Aviator | 3248 MARQ Captain |
  3249 MARQ Commander | 3250 MARQ Expedition | 3251 MARQ Athlete | 3258 Descent Mk2 | 3282 Forerunner 45 |
  3287 fenix 6S | 3288 fenix 6S Pro | 3289 fenix 6 | 3290 fenix 6 Pro | 3291 fenix 6X Pro | 3321 Forerunner 245 Music |
  3405 Swim 2 | 3466 Instinct Solar | 3558 Edge 130 Plus | 3570 Edge 1030 Plus | 3589 Forerunner 745 | 3596 Venu Sq Music |
  3600 Venu Sq | 3624 MARQ Adventurer | 3638 Enduro | 3652 Forerunner 945 LTE | 3703 Venu 2 | 3704 Venu 2S |
  3739 MARQ Golfer | 3843 Edge 1040 | 3851 Venu 2 Plus | 3869 Forerunner 55 | 3888 Instinct 2 | 3889 Instinct 2S |
  3905 fenix 7S | 3906 fenix 7 | 3907 fenix 7X | 3943 epix (Gen 2) | 3990 Forerunner 255 Music |
  3991 Forerunner 255S Music | 3992 Forerunner 255 | 3993 Forerunner 255S | 4005 Descent G1 | 4024 Forerunner 955 |
  4061 Edge 540 | 4062 Edge 840 | 4063 vivosmart 5 | 4105 MARQ (Gen 2) | 4115 Venu Sq 2 | 4116 Venu Sq 2 Music |
  4155 Instinct Crossover | 4169 Edge Explore 2 | 4222 Descent Mk3 | 4223 Descent Mk3i | 4257 Forerunner 265 |
  4258 Forerunner 265S | 4260 Venu 3 | 4261 Venu 3S | 4312 epix Pro 42 mm | 4313 epix Pro 47 mm | 4314 epix Pro 51 mm |
  4315 Forerunner 965 | 4341 Enduro 2 | 4374 fenix 7S Pro | 4375 fenix 7 Pro | 4376 fenix 7X Pro | 4394 Instinct 2X |
  4426 vivoactive 5 | 4432 Forerunner 165 | 4433 Forerunner 165 Music | 4440 Edge 1050 | 4532 fenix 8 Solar |
  4533 fenix 8 Solar 51 mm | 4534 fenix 8 43 mm | 4536 fenix 8 | 4565 Forerunner 970 | 4570 Forerunner 570 |
  4574 Forerunner 570 42 mm | 4575 Enduro 3 | 4585 Instinct 3 Solar | 4586 Instinct 3 | 4587 Instinct 3 50 mm |
  4603 Venu X1 | 4625 vivoactive 6 | 4631 fenix 8 Pro | 4633 Edge 550 | 4634 Edge 850 | 4643 Venu 4 | 4655 Edge MTB |
  4666 fenix E | 20119 Training Center | 65534 Connect`);

const WAHOO = named('28 ELEMNT | 31 ELEMNT BOLT | 37 ELEMNT ROAM');
const PRODUCTS: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  [1, GARMIN],
  [2, GARMIN],
  [13, GARMIN],
  [15, GARMIN],
  [32, WAHOO],
]);

/** What a person's own software writes as manufacturer. */
const DEVELOPMENT = 255;

export interface FileIdentity {
  readonly manufacturer: number;
  readonly product: number | null;
  readonly serial: number | null;
  readonly created_s: number | null;
  /** The product in words, where its number does not say it. */
  readonly name: string | null;
}

const IDENTITY = /^fit-(\d+)-(\d*)-(\d*)-(\d+)/;

/** The numbers to write for a device: those of the file it came from, else found by name. */
export function identityOf(device: Device, file_identity: string | null): FileIdentity {
  const known = IDENTITY.exec(file_identity ?? '');
  const number = (text: string | undefined | null) => (text ? Number(text) : null);
  const manufacturer = known
    ? Number(known[1])
    : ([...MANUFACTURERS].find(([, name]) => name === device.manufacturer)?.[0] ?? DEVELOPMENT);
  const named = [...(PRODUCTS.get(manufacturer) ?? [])].find(([, name]) => name === device.product)?.[0];
  const written = /^\d{1,5}$/.test(device.product ?? '') ? Number(device.product) : null;
  const product = known ? number(known[2]) : (named ?? written);
  const serial = known ? number(known[3]) : /^\d{1,10}$/.test(device.serial ?? '') ? Number(device.serial) : null;
  const said = product !== null && (PRODUCTS.get(manufacturer)?.get(product) ?? String(product)) === device.product;
  return {
    manufacturer,
    product,
    serial,
    created_s: known ? Number(known[4]) : null,
    name: said ? null : device.product,
  };
}

/** Device index of the unit that wrote the file. */
const CREATOR = 0;

export interface Origin {
  readonly device: Device;
  /** Manufacturer, product, serial and creation time: equal in copies of one recording; null when too little is known. */
  readonly file_identity: string | null;
  /** Unix seconds the file says it was created at; NaN when it does not say. */
  readonly created_s: number;
}

/** Reads file_id, file_creator and device_info. */
export function readOrigin(
  file_ids: readonly Message[],
  creators: readonly Message[],
  infos: readonly Message[],
): Origin {
  const id = file_ids[0] ?? null;
  let manufacturer = id?.code(FILE_ID.manufacturer.num) ?? null;
  let product = id?.code(FILE_ID.product.num) ?? null;
  let serial = id?.code(FILE_ID.serial_number.num) ?? null;
  let product_name = cleanLine(id?.line(FILE_ID.product_name.num), 80);
  let software: string | null = null;
  for (const info of infos) {
    if (info.code(DEVICE_INFO.device_index.num) !== CREATOR) continue;
    manufacturer ??= info.code(DEVICE_INFO.manufacturer.num);
    product ??= info.code(DEVICE_INFO.product.num);
    serial ??= info.code(DEVICE_INFO.serial_number.num);
    product_name ??= cleanLine(info.line(DEVICE_INFO.product_name.num), 80);
    const version = info.value(DEVICE_INFO.software_version);
    if (software === null && version > 0) software = version.toFixed(2);
  }
  if (software === null && creators[0]) {
    const version = creators[0].code(FILE_CREATOR.software_version.num);
    if (version) software = (version / 100).toFixed(2);
  }
  const created_s = id?.date(FILE_ID.time_created.num) ?? Number.NaN;
  const identified = !Number.isNaN(created_s) && manufacturer !== null;
  return {
    device: {
      manufacturer: manufacturer === null ? null : (MANUFACTURERS.get(manufacturer) ?? String(manufacturer)),
      product:
        // Software writes product 0 for want of a number.
        product_name ?? (product ? (PRODUCTS.get(manufacturer ?? -1)?.get(product) ?? String(product)) : null),
      serial: serial === null ? null : String(serial),
      software,
    },
    file_identity: identified ? `fit-${manufacturer}-${product ?? ''}-${serial ?? ''}-${created_s}` : null,
    created_s,
  };
}
