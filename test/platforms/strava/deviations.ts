/** Where the published description is known to be wrong or silent. Everything else that differs from it is a violation. */

/** Fields answers have although the description lacks them, by definition. */
export const EXTRA_FIELDS: Readonly<Record<string, readonly string[]>> = {
  MetaAthlete: ['resource_state', 'firstname', 'lastname'],
  MetaActivity: ['resource_state', 'visibility'],
  SummaryAthlete: ['username', 'bio', 'badge_type_id', 'friend', 'follower', 'weight'],
  DetailedAthlete: [
    'blocked',
    'can_follow',
    'mutual_friend_count',
    'athlete_type',
    'date_preference',
    'postable_clubs_count',
  ],
  SummaryActivity: [
    'resource_state',
    'visibility',
    'utc_offset',
    'location_city',
    'location_state',
    'location_country',
    'average_heartrate',
    'max_heartrate',
    'average_cadence',
    'average_temp',
    'suffer_score',
    'pr_count',
    'heartrate_opt_out',
    'has_heartrate',
    'from_accepted_tag',
    'display_hide_heartrate_option',
  ],
  DetailedActivity: [
    'perceived_exertion',
    'prefer_perceived_exertion',
    'stats_visibility',
    'similar_activities',
    'available_zones',
  ],
  PolylineMap: ['resource_state'],
  PhotosSummary: ['use_primary_photo', 'media_type'],
  Lap: ['resource_state', 'average_watts', 'device_watts', 'average_heartrate', 'max_heartrate'],
  Split: ['average_grade_adjusted_speed', 'average_heartrate'],
  SummaryGear: ['nickname', 'retired', 'converted_distance'],
  DetailedGear: ['weight', 'notification_distance'],
  SummarySegment: ['resource_state', 'hazardous', 'starred', 'elevation_profile', 'pr_time', 'starred_date'],
  SummaryPRSegmentEffort: ['id', 'activity_id', 'elapsed_time', 'distance', 'start_date', 'start_date_local', 'is_kom'],
  DetailedSegmentEffort: ['resource_state', 'achievements', 'visibility'],
  Route: ['map_urls'],
  SummaryClub: ['profile', 'membership', 'admin', 'owner'],
  Comment: ['post_id', 'resource_state', 'mentions_metadata', 'cursor', 'reaction_count', 'has_reacted'],
  ActivityZone: ['resource_state'],
};

/** Values outside the lists of the description. New sports appear without notice. */
export const EXTRA_VALUES: Readonly<Record<string, (value: string) => boolean>> = {
  SportType: (value) => /^[A-Z][A-Za-z]+$/.test(value),
  ActivityType: () => false,
  'ActivityZone.type': (value) => value === 'pace',
};

/** Paths the description does not have. */
export const EXTRA_PATHS: readonly RegExp[] = [
  /^GET \/oauth\/(mobile\/)?authorize$/,
  /^POST \/(api\/v3\/)?oauth\/token$/,
  /^POST \/oauth\/(revoke|deauthorize)$/,
  /^(GET|POST) \/api\/v3\/push_subscriptions$/,
  /^DELETE \/api\/v3\/push_subscriptions\/\d+$/,
  /^GET \/api\/v3\/activities\/\d+\/photos$/,
];

/** Query parameters that work without being described. */
export const EXTRA_QUERY: readonly (readonly [path: RegExp, names: readonly string[]])[] = [
  [/\/streams$/, ['resolution', 'series_type']],
];
