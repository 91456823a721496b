/** Event messages: when the timer stood still, and what else happened on the way. */

import type { Pause, RecordedEvent } from '../../core/recording.ts';
import type { Message } from './messages.ts';
import { EVENT, JUMP } from './profile.ts';
import { numbered } from './sports.ts';

export const TIMER_EVENT = 0;
export const EVENT_START = 0;
export const EVENT_STOP_ALL = 4;
/** stop, stop_all, stop_disable, stop_disable_all. */
const STOPS: ReadonlySet<number> = new Set([1, EVENT_STOP_ALL, 8, 9]);

/** Events that frame the file rather than tell of the way: timer, workout, session, lap, activity, power. */
const FRAMING: ReadonlySet<number> = new Set([TIMER_EVENT, 3, 4, 5, 6, 8, 9, 10, 26, 27, 28]);

const FRONT_GEAR = 42;
const REAR_GEAR = 43;
const EVENT_NAMES = numbered(`
  7:off_course 11:battery 12:virtual_partner_pace 13:heart_rate_high_alert 14:heart_rate_low_alert 15:speed_high_alert
  16:speed_low_alert 17:cadence_high_alert 18:cadence_low_alert 19:power_high_alert 20:power_low_alert
  21:recovery_heart_rate 22:battery_low 23:time_alert 24:distance_alert 25:calorie_alert 32:user_marker 33:sport_point
  36:calibration 42:front_gear_change 43:rear_gear_change 44:rider_position_change 45:elevation_high_alert
  46:elevation_low_alert 47:sensor_lost 54:activity_detected 56:dive_alert 57:dive_gas_switched
  71:tank_pressure_reserve 72:tank_pressure_critical 73:tank_lost 75:radar_threat 76:tank_battery_low
  81:tank_connected 82:tank_disconnected`);

/** The number of an event kind as `readEvents` names it, null when it has none. */
export function eventNumber(kind: string): number | null {
  for (const [number, name] of EVENT_NAMES) if (name === kind) return number;
  const unnamed = /^event_(\d{1,3})$/.exec(kind);
  return unnamed ? Number(unnamed[1]) : null;
}

/** The `data` field of an event from its value in words: a number, or the teeth of both gears. */
export function eventData(value: string | null): number | null {
  const teeth = /^(\d{1,3})x(\d{1,3})$/.exec(value ?? '');
  if (teeth) return Number(teeth[1]) * 2 ** 24 + Number(teeth[2]) * 2 ** 8;
  return /^\d{1,10}$/.test(value ?? '') ? Number(value) : null;
}

/**
 * Pauses between a stop and the next start of the timer, in file order. A stop without a later start is the end of the
 * recording, a second stop or start in a row adds nothing.
 */
export function readPauses(events: readonly Message[]): Pause[] {
  const pauses: Pause[] = [];
  let stopped_s = Number.NaN;
  for (const message of events) {
    if (message.code(EVENT.event.num) !== TIMER_EVENT || Number.isNaN(message.time_s)) continue;
    const type = message.code(EVENT.event_type.num);
    if (type === EVENT_START) {
      if (message.time_s > stopped_s) pauses.push({ start_s: stopped_s, end_s: message.time_s });
      stopped_s = Number.NaN;
    } else if (type !== null && STOPS.has(type) && Number.isNaN(stopped_s)) {
      stopped_s = message.time_s;
    }
  }
  return pauses;
}

/** Gear changes, markers, alerts, jumps and the like, in file order. */
export function readEvents(events: readonly Message[], jumps: readonly Message[]): RecordedEvent[] {
  const found: RecordedEvent[] = [];
  for (const message of events) {
    const event = message.code(EVENT.event.num);
    if (event === null || FRAMING.has(event) || Number.isNaN(message.time_s)) continue;
    found.push({
      time_s: message.time_s,
      kind: EVENT_NAMES.get(event) ?? `event_${event}`,
      value: event === FRONT_GEAR || event === REAR_GEAR ? gears(message) : plainValue(message),
    });
  }
  for (const jump of jumps) {
    const distance = jump.value(JUMP.distance);
    if (Number.isNaN(jump.time_s)) continue;
    const value = Number.isNaN(distance) ? null : `${distance.toFixed(2)} m`;
    found.push({ time_s: jump.time_s, kind: 'jump', value });
  }
  return found;
}

function plainValue(message: Message): string | null {
  const data = message.code(EVENT.data.num) ?? message.code(EVENT.data16.num);
  return data === null ? null : String(data);
}

/** Teeth of both gears. They are packed into `data`, rear number and teeth in the low bytes. */
function gears(message: Message): string | null {
  const data = message.code(EVENT.data.num);
  const front = message.code(EVENT.front_gear.num) ?? (data === null ? null : data >>> 24);
  const rear = message.code(EVENT.rear_gear.num) ?? (data === null ? null : (data >>> 8) & 0xff);
  return front === null || rear === null ? null : `${front}x${rear}`;
}
