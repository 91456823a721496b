/** Who the data belongs to: what does not change from day to day. Everything dated lives in thresholds. */

export type Sex = 'male' | 'female';
export type UnitSystem = 'metric' | 'imperial';

export interface Athlete {
  readonly id: number;
  readonly name: string;
  readonly sex: Sex | null;
  readonly birth_date: string | null;
  readonly height_m: number | null;
  /** IANA zone used when neither file nor coordinates give one. */
  readonly time_zone: string;
  readonly units: UnitSystem;
}
