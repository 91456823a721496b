/** Where reports about TrainingPeaks contradict each other, the fake can do either. */

export interface Modes {
  /** How a refused or missing cookie is answered, and one that is accepted. */
  token: 'normal' | 'success_false' | 'no_token' | 'redirect' | 'html' | 'forbidden';
  /** Seconds a token lives. */
  token_lives_s: number;
  /** `{user: {...}}`, or its inside alone. */
  user_wrapped: boolean;
  /** Who signs in: an athlete, or a coach whose first athlete is somebody else. */
  coach: boolean;
  basic: boolean;
  /** Lists bare, or as `{data: [...]}`. */
  wrap: boolean;
  /** A list of one in place of a single workout. */
  single_as_list: boolean;
  /** What an empty list looks like. */
  empty: 'list' | 'null' | 'nothing' | '204';
  /** Some figures as text. */
  numbers_as_text: boolean;
  /** Days a range may span, both ends counted. */
  limit_days: number;
  /** A POST needs every field with its own type, or only day and type. */
  strict_create: boolean;
  pmc: 'numbers' | 'nan';
  /** The curve begins with the window, or with the first workout. */
  pmc_from: 'window' | 'history';
  /** `timeFrame` as an object or as text. */
  time_frame: 'object' | 'text';
  /** Records of a workout as a list, as one typed client has them. */
  workout_records_as_list: boolean;
  /** Mean maxima as `{meanMaxes: [...]}` or as a bare list. */
  mean_max_bare: boolean;
  note_versions: readonly number[];
  note_id: 'id' | 'calendarNoteId' | 'noteId';
  /** A range of one day comes back empty. */
  note_same_day_empty: boolean;
  event_delete: 'singular' | 'plural';
  add_from_library: 200 | 500;
  units: 0 | 1 | 2;
  /** Files as raw bytes, or as base64 in JSON. */
  file_as_json: boolean;
  export_direct: boolean;
  /** The strength builder and other side services are there. */
  side_host: boolean;
}

export const NORMAL: Modes = {
  token: 'normal',
  token_lives_s: 3600,
  user_wrapped: true,
  coach: false,
  basic: false,
  wrap: false,
  single_as_list: false,
  empty: 'list',
  numbers_as_text: false,
  limit_days: 90,
  strict_create: false,
  pmc: 'numbers',
  pmc_from: 'history',
  time_frame: 'object',
  workout_records_as_list: false,
  mean_max_bare: false,
  note_versions: [1, 2, 3],
  note_id: 'id',
  note_same_day_empty: true,
  event_delete: 'singular',
  add_from_library: 200,
  units: 2,
  file_as_json: false,
  export_direct: false,
  side_host: true,
};
