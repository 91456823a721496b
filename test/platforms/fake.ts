/** The common face of the four fake platforms, as the contract suite and `npm run platforms` use them. */

import type { InventedAthlete, InventedWorkout } from './athlete.ts';
import type { FakeServer } from './server.ts';

export interface FakePlatform {
  readonly server: FakeServer;
  /** What to set PACELINE_<…>_BASE_URL to. */
  readonly url: string;
  readonly base_url_env: string;
  /** The way to sign in that the contract suite uses, and what to answer (field id -> value). OAuth: the authorize page redirects at once. */
  readonly way: string;
  readonly answers: Readonly<Record<string, string>>;
  /** Environment variables that give the same. */
  readonly env: Readonly<Record<string, string>>;
  /** The athlete's id at this platform. */
  readonly athlete_id: string;
  /** Adds a workout that was not there at the beginning. */
  add(workout: InventedWorkout): void;
  /** The same workout under another title. */
  rename(workout_number: number, name: string): void;
  /** The platform's own load of it, as after a recalculation. */
  changeLoad(workout_number: number, load: number): void;
  remove(workout_number: number): void;
  /** Turns a workout into one the platform holds back, where it does such a thing; false where it does not. */
  withhold(workout_number: number): boolean;
  /** Gives a workout a sport nobody knows yet. */
  inventSport(workout_number: number): void;
  /** Ends every access token; `hard` also what renews them, so that the person has to sign in again. */
  expireLogins(hard?: boolean): void;
  /** Requests and answers the platform's published description does not know; empty without a description. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

export interface FakeOptions {
  readonly athlete: InventedAthlete;
  readonly port?: number;
  /** Seed for what a platform does at random (null or absent, short pages). */
  readonly seed?: number;
}
