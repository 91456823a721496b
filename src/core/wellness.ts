/** What is known about a day outside workouts: one row per reading, with its origin. */

/** Readings with their unit in the key. */
export const WELLNESS = {
  hrv_rmssd_ms: { title: 'HRV (rMSSD)', unit: 'ms' },
  hrv_sdnn_ms: { title: 'HRV (SDNN)', unit: 'ms' },
  /** The source says "HRV" without naming the statistic; never mixed with the two above. */
  hrv_unspecified_ms: { title: 'HRV (statistic not named)', unit: 'ms' },
  resting_hr_bpm: { title: 'resting heart rate', unit: 'bpm' },
  sleeping_hr_bpm: { title: 'average heart rate asleep', unit: 'bpm' },
  weight_kg: { title: 'weight', unit: 'kg' },
  body_fat_pct: { title: 'body fat', unit: '%' },
  muscle_mass_kg: { title: 'muscle mass', unit: 'kg' },
  body_water_pct: { title: 'body water', unit: '%' },
  sleep_s: { title: 'sleep', unit: 's' },
  deep_sleep_s: { title: 'deep sleep', unit: 's' },
  light_sleep_s: { title: 'light sleep', unit: 's' },
  rem_sleep_s: { title: 'REM sleep', unit: 's' },
  awake_s: { title: 'awake at night', unit: 's' },
  sleep_score: { title: 'sleep score', unit: '' },
  steps: { title: 'steps', unit: 'steps' },
  active_energy_kcal: { title: 'active energy', unit: 'kcal' },
  total_energy_kcal: { title: 'total energy', unit: 'kcal' },
  day_distance_m: { title: 'distance over the day', unit: 'm' },
  floors_climbed: { title: 'floors climbed', unit: 'floors' },
  average_stress: { title: 'average stress', unit: '' },
  max_stress: { title: 'highest stress', unit: '' },
  body_battery_max: { title: 'highest body battery', unit: '' },
  body_battery_min: { title: 'lowest body battery', unit: '' },
  spo2_pct: { title: 'blood oxygen', unit: '%' },
  respiration_rate_brpm: { title: 'respiration rate', unit: 'breaths/min' },
  vo2max_mlkgmin: { title: 'VO₂max as the source estimates it', unit: 'ml/kg/min' },
  training_readiness: { title: 'readiness as the source estimates it', unit: '' },
  soreness: { title: 'soreness', unit: '' },
  fatigue: { title: 'fatigue', unit: '' },
  stress: { title: 'stress as felt', unit: '' },
  mood: { title: 'mood', unit: '' },
  motivation: { title: 'motivation', unit: '' },
  systolic_mmhg: { title: 'systolic blood pressure', unit: 'mmHg' },
  diastolic_mmhg: { title: 'diastolic blood pressure', unit: 'mmHg' },
  blood_glucose_mmol: { title: 'blood glucose', unit: 'mmol/l' },
  lactate_mmol: { title: 'blood lactate', unit: 'mmol/l' },
  abdomen_cm: { title: 'waist', unit: 'cm' },
  hydration_l: { title: 'drunk over the day', unit: 'l' },
  eaten_kcal: { title: 'energy eaten', unit: 'kcal' },
  carbohydrates_g: { title: 'carbohydrates eaten', unit: 'g' },
  protein_g: { title: 'protein eaten', unit: 'g' },
  fat_g: { title: 'fat eaten', unit: 'g' },
  note: { title: 'note', unit: '' },
} as const satisfies Record<string, { title: string; unit: string }>;

export type WellnessKey = keyof typeof WELLNESS;

export interface WellnessReading {
  readonly local_date: string;
  readonly key: WellnessKey;
  /** A number for every key except `note`, which carries cleaned text. */
  readonly value: number | string;
}
