/** Shapes of the Intervals.icu API, printed by print-types.ts from its OpenAPI file. Any field may be absent or null, and others may come. */

type ActivitySource =
  | 'STRAVA'
  | 'UPLOAD'
  | 'MANUAL'
  | 'GARMIN_CONNECT'
  | 'OAUTH_CLIENT'
  | 'DROPBOX'
  | 'POLAR'
  | 'SUUNTO'
  | 'COROS'
  | 'WAHOO'
  | 'ZWIFT'
  | 'ZEPP'
  | 'CONCEPT2'
  | 'HUAWEI';

type CustomItemType =
  | 'FITNESS_CHART'
  | 'FITNESS_TABLE'
  | 'TRACE_CHART'
  | 'INPUT_FIELD'
  | 'ACTIVITY_FIELD'
  | 'INTERVAL_FIELD'
  | 'ACTIVITY_STREAM'
  | 'ACTIVITY_CHART'
  | 'ACTIVITY_HISTOGRAM'
  | 'ACTIVITY_HEATMAP'
  | 'ACTIVITY_MAP'
  | 'ACTIVITY_PANEL'
  | 'ZONES';

type EventCategory =
  | 'WORKOUT'
  | 'RACE_A'
  | 'RACE_B'
  | 'RACE_C'
  | 'NOTE'
  | 'PLAN'
  | 'HOLIDAY'
  | 'SICK'
  | 'INJURED'
  | 'SET_EFTP'
  | 'FITNESS_DAYS'
  | 'SEASON_START'
  | 'TARGET'
  | 'SET_FITNESS';

type GearType =
  | 'Bike'
  | 'Shoes'
  | 'Wetsuit'
  | 'RowingMachine'
  | 'Skis'
  | 'Snowboard'
  | 'Boat'
  | 'Board'
  | 'Equipment'
  | 'Accessories'
  | 'Apparel'
  | 'Computer'
  | 'Light'
  | 'Battery'
  | 'Brake'
  | 'BrakePads'
  | 'Rotor'
  | 'Drivetrain'
  | 'BottomBracket'
  | 'Cassette'
  | 'Chain'
  | 'Chainrings'
  | 'Crankset'
  | 'Derailleur'
  | 'Pedals'
  | 'Lever'
  | 'Cable'
  | 'Frame'
  | 'Fork'
  | 'Handlebar'
  | 'Headset'
  | 'Saddle'
  | 'Seatpost'
  | 'Shock'
  | 'Stem'
  | 'Axel'
  | 'Hub'
  | 'Trainer'
  | 'Tube'
  | 'Tyre'
  | 'Wheel'
  | 'Wheelset'
  | 'PowerMeter'
  | 'Cleats'
  | 'CyclingShoes'
  | 'Paddle';

type MessageType =
  | 'TEXT'
  | 'FOLLOW_REQ'
  | 'COACH_REQ'
  | 'COACH_ME_REQ'
  | 'ACTIVITY'
  | 'NOTE'
  | 'JOIN_REQ'
  | 'ACCEPT_COACHING_GROUP';

type SportSettingsPaceUnits =
  | 'SECS_100M'
  | 'SECS_100Y'
  | 'MINS_KM'
  | 'MINS_MILE'
  | 'SECS_500M'
  | 'SECS_400M'
  | 'SECS_250M'
  | 'NONE';

type SportWord =
  | 'Ride'
  | 'Run'
  | 'Swim'
  | 'WeightTraining'
  | 'Hike'
  | 'Walk'
  | 'AlpineSki'
  | 'BackcountrySki'
  | 'Badminton'
  | 'Canoeing'
  | 'Crossfit'
  | 'EBikeRide'
  | 'EMountainBikeRide'
  | 'Elliptical'
  | 'Golf'
  | 'GravelRide'
  | 'TrackRide'
  | 'Handcycle'
  | 'HighIntensityIntervalTraining'
  | 'Hockey'
  | 'IceSkate'
  | 'InlineSkate'
  | 'Kayaking'
  | 'Kitesurf'
  | 'MountainBikeRide'
  | 'Cyclocross'
  | 'NordicSki'
  | 'OpenWaterSwim'
  | 'Padel'
  | 'Pilates'
  | 'Pickleball'
  | 'Racquetball'
  | 'Rugby'
  | 'RockClimbing'
  | 'RollerSki'
  | 'Rowing'
  | 'Sail'
  | 'Skateboard'
  | 'Snowboard'
  | 'Snowshoe'
  | 'Soccer'
  | 'Squash'
  | 'StairStepper'
  | 'StandUpPaddling'
  | 'Surfing'
  | 'TableTennis'
  | 'Tennis'
  | 'TrailRun'
  | 'Transition'
  | 'Velomobile'
  | 'VirtualRide'
  | 'VirtualRow'
  | 'VirtualRun'
  | 'VirtualSki'
  | 'WaterSport'
  | 'Wheelchair'
  | 'Windsurf'
  | 'Workout'
  | 'Yoga'
  | 'Other';

type WithSportSettingsEmailNotifications =
  | 'NEWSLETTER'
  | 'ACHIEVEMENTS'
  | 'FOLLOW_REQUEST'
  | 'COACH_ME_REQUEST'
  | 'PRIVATE_CHAT'
  | 'PRIVATE_MSG'
  | 'GROUP_CHAT'
  | 'GROUP_MSG'
  | 'ACTIVITY_CHAT'
  | 'ACTIVITY_MSG'
  | 'COACH_TICK'
  | 'FOLLOWED_ACTIVITY_CHAT'
  | 'COACHED_ACTIVITY_CHAT'
  | 'FOLLOWED_NEW_ACTIVITY'
  | 'COACHED_NEW_ACTIVITY'
  | 'GEAR_ALERTS'
  | 'PLAN_FOR_WEEK'
  | 'NEW_ACTIVITY';

export interface Activity {
  readonly id?: string | null;
  readonly start_date_local?: string | null;
  readonly type?: string | null;
  readonly icu_ignore_time?: boolean | null;
  readonly icu_pm_cp?: number | null;
  readonly icu_pm_w_prime?: number | null;
  readonly icu_pm_p_max?: number | null;
  readonly icu_pm_ftp?: number | null;
  readonly icu_pm_ftp_secs?: number | null;
  readonly icu_pm_ftp_watts?: number | null;
  readonly icu_ignore_power?: boolean | null;
  readonly icu_rolling_cp?: number | null;
  readonly icu_rolling_w_prime?: number | null;
  readonly icu_rolling_p_max?: number | null;
  readonly icu_rolling_ftp?: number | null;
  readonly icu_rolling_ftp_delta?: number | null;
  readonly icu_training_load?: number | null;
  readonly icu_atl?: number | null;
  readonly icu_ctl?: number | null;
  readonly ss_p_max?: number | null;
  readonly ss_w_prime?: number | null;
  readonly ss_cp?: number | null;
  readonly paired_event_id?: number | null;
  readonly icu_ftp?: number | null;
  readonly icu_joules?: number | null;
  readonly icu_recording_time?: number | null;
  readonly elapsed_time?: number | null;
  readonly icu_weighted_avg_watts?: number | null;
  readonly carbs_used?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly start_date?: string | null;
  readonly distance?: number | null;
  readonly icu_distance?: number | null;
  readonly moving_time?: number | null;
  readonly coasting_time?: number | null;
  readonly total_elevation_gain?: number | null;
  readonly total_elevation_loss?: number | null;
  readonly timezone?: string | null;
  readonly trainer?: boolean | null;
  readonly sub_type?: 'NONE' | 'COMMUTE' | 'WARMUP' | 'COOLDOWN' | 'RACE' | null;
  readonly commute?: boolean | null;
  readonly race?: boolean | null;
  readonly max_speed?: number | null;
  readonly average_speed?: number | null;
  readonly device_watts?: boolean | null;
  readonly has_heartrate?: boolean | null;
  readonly max_heartrate?: number | null;
  readonly average_heartrate?: number | null;
  readonly average_cadence?: number | null;
  readonly calories?: number | null;
  readonly average_temp?: number | null;
  readonly min_temp?: number | null;
  readonly max_temp?: number | null;
  readonly avg_lr_balance?: number | null;
  readonly gap?: number | null;
  readonly gap_model?: 'NONE' | 'STRAVA_RUN' | null;
  readonly use_elevation_correction?: boolean | null;
  readonly gear?: StravaGear | null;
  readonly perceived_exertion?: number | null;
  readonly device_name?: string | null;
  readonly power_meter?: string | null;
  readonly power_meter_serial?: string | null;
  readonly power_meter_battery?: string | null;
  readonly crank_length?: number | null;
  readonly external_id?: string | null;
  readonly file_sport_index?: number | null;
  readonly file_type?: string | null;
  readonly icu_athlete_id?: string | null;
  readonly created?: string | null;
  readonly icu_sync_date?: string | null;
  readonly analyzed?: string | null;
  readonly icu_w_prime?: number | null;
  readonly p_max?: number | null;
  readonly threshold_pace?: number | null;
  readonly icu_hr_zones?: readonly number[] | null;
  readonly pace_zones?: readonly number[] | null;
  readonly lthr?: number | null;
  readonly icu_resting_hr?: number | null;
  readonly icu_weight?: number | null;
  readonly icu_power_zones?: readonly number[] | null;
  readonly icu_sweet_spot_min?: number | null;
  readonly icu_sweet_spot_max?: number | null;
  readonly icu_power_spike_threshold?: number | null;
  readonly trimp?: number | null;
  readonly icu_warmup_time?: number | null;
  readonly icu_cooldown_time?: number | null;
  readonly icu_chat_id?: number | null;
  readonly icu_ignore_hr?: boolean | null;
  readonly ignore_velocity?: boolean | null;
  readonly ignore_pace?: boolean | null;
  readonly ignore_parts?: readonly { readonly [key: string]: unknown }[] | null;
  readonly icu_training_load_data?: number | null;
  readonly interval_summary?: readonly string[] | null;
  readonly skyline_chart_bytes?: readonly string[] | null;
  readonly stream_types?: readonly string[] | null;
  readonly has_weather?: boolean | null;
  readonly has_segments?: boolean | null;
  readonly power_field_names?: readonly string[] | null;
  readonly power_field?: string | null;
  readonly icu_zone_times?: readonly { readonly [key: string]: unknown }[] | null;
  readonly icu_hr_zone_times?: readonly number[] | null;
  readonly pace_zone_times?: readonly number[] | null;
  readonly gap_zone_times?: readonly number[] | null;
  readonly use_gap_zone_times?: boolean | null;
  readonly custom_zones?: readonly { readonly [key: string]: unknown }[] | null;
  readonly tiz_order?:
    | 'POWER_HR_PACE'
    | 'POWER_PACE_HR'
    | 'HR_POWER_PACE'
    | 'HR_PACE_POWER'
    | 'PACE_POWER_HR'
    | 'PACE_HR_POWER'
    | null;
  readonly polarization_index?: number | null;
  readonly icu_achievements?: readonly { readonly [key: string]: unknown }[] | null;
  readonly icu_intervals_edited?: boolean | null;
  readonly lock_intervals?: boolean | null;
  readonly icu_lap_count?: number | null;
  readonly icu_joules_above_ftp?: number | null;
  readonly icu_max_wbal_depletion?: number | null;
  readonly icu_hrr?: { readonly [key: string]: unknown } | null;
  readonly icu_sync_error?: string | null;
  readonly icu_color?: string | null;
  readonly icu_power_hr_z2?: number | null;
  readonly icu_power_hr_z2_mins?: number | null;
  readonly icu_cadence_z2?: number | null;
  readonly icu_rpe?: number | null;
  readonly feel?: number | null;
  readonly kg_lifted?: number | null;
  readonly decoupling?: number | null;
  readonly icu_median_time_delta?: number | null;
  readonly p30s_exponent?: number | null;
  readonly workout_shift_secs?: number | null;
  readonly strava_id?: string | null;
  readonly lengths?: number | null;
  readonly pool_length?: number | null;
  readonly compliance?: number | null;
  readonly coach_tick?: number | null;
  readonly source?: ActivitySource | null;
  readonly oauth_client_id?: number | null;
  readonly oauth_client_name?: string | null;
  readonly average_altitude?: number | null;
  readonly min_altitude?: number | null;
  readonly max_altitude?: number | null;
  readonly power_load?: number | null;
  readonly hr_load?: number | null;
  readonly pace_load?: number | null;
  readonly hr_load_type?: 'AVG_HR' | 'HR_ZONES' | 'HRSS' | null;
  readonly pace_load_type?: 'SWIM' | 'RUN' | null;
  readonly tags?: readonly string[] | null;
  readonly attachments?: readonly { readonly [key: string]: unknown }[] | null;
  readonly recording_stops?: readonly number[] | null;
  readonly average_weather_temp?: number | null;
  readonly min_weather_temp?: number | null;
  readonly max_weather_temp?: number | null;
  readonly average_feels_like?: number | null;
  readonly min_feels_like?: number | null;
  readonly max_feels_like?: number | null;
  readonly average_wind_speed?: number | null;
  readonly average_wind_gust?: number | null;
  readonly prevailing_wind_deg?: number | null;
  readonly headwind_percent?: number | null;
  readonly tailwind_percent?: number | null;
  readonly average_clouds?: number | null;
  readonly max_rain?: number | null;
  readonly max_snow?: number | null;
  readonly carbs_ingested?: number | null;
  readonly route_id?: number | null;
  readonly analysis_issues?: readonly { readonly [key: string]: unknown }[] | null;
  readonly pace?: number | null;
  readonly athlete_max_hr?: number | null;
  readonly group?: string | null;
  readonly icu_intensity?: number | null;
  readonly icu_efficiency_factor?: number | null;
  readonly icu_power_hr?: number | null;
  readonly session_rpe?: number | null;
  readonly average_stride?: number | null;
  readonly icu_average_watts?: number | null;
  readonly icu_variability_index?: number | null;
  readonly strain_score?: number | null;
}

export interface ActivityStream {
  readonly type?: string | null;
  readonly name?: string | null;
  readonly data?: { readonly [key: string]: unknown } | null;
  readonly data2?: { readonly [key: string]: unknown } | null;
  readonly valueTypeIsArray?: boolean | null;
  readonly anomalies?: readonly { readonly [key: string]: unknown }[] | null;
  readonly custom?: boolean | null;
  readonly allNull?: boolean | null;
}

export interface AthleteForProfile {
  readonly id?: string | null;
  readonly name?: string | null;
  readonly profile_medium?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly country?: string | null;
  readonly timezone?: string | null;
  readonly sex?: string | null;
  readonly bio?: string | null;
  readonly website?: string | null;
  readonly email?: string | null;
  readonly countries?: readonly string[] | null;
  readonly languages?: readonly string[] | null;
  readonly icu_coach?: boolean | null;
}

export interface AthleteProfile {
  readonly athlete?: AthleteForProfile | null;
  readonly sharedFolders?: readonly Folder[] | null;
  readonly customItems?: readonly CustomItem[] | null;
}

export interface AthleteTrainingPlan {
  readonly athlete_id?: string | null;
  readonly training_plan_id?: number | null;
  readonly training_plan_start_date?: string | null;
  readonly timezone?: string | null;
  readonly training_plan_last_applied?: string | null;
  readonly training_plan?: Folder | null;
  readonly training_plan_alias?: string | null;
}

export interface CustomItem {
  readonly id?: number | null;
  readonly athlete_id?: string | null;
  readonly type?: CustomItemType | null;
  readonly visibility?: 'PRIVATE' | 'FOLLOWERS' | 'PUBLIC' | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly image?: string | null;
  readonly content?: { readonly [key: string]: unknown } | null;
  readonly usage_count?: number | null;
  readonly index?: number | null;
  readonly hide_script?: boolean | null;
  readonly hidden_by_id?: string | null;
  readonly updated?: string | null;
  readonly from_athlete?: { readonly [key: string]: unknown } | null;
  readonly from_id?: number | null;
}

export interface DataCurve {
  readonly id?: string | null;
  readonly after_kj?: number | null;
  readonly filters?: readonly { readonly [key: string]: unknown }[] | null;
  readonly label?: string | null;
  readonly filter_label?: string | null;
  readonly percentile?: number | null;
  readonly start_date_local?: string | null;
  readonly end_date_local?: string | null;
  readonly days?: number | null;
  readonly moving_time?: number | null;
  readonly training_load?: number | null;
  readonly weight?: number | null;
  readonly secs?: readonly number[] | null;
  readonly distance?: readonly number[] | null;
  readonly values?: readonly number[] | null;
  readonly submax_values?: readonly (readonly number[])[] | null;
  readonly submax_activity_id?: readonly (readonly string[])[] | null;
  readonly start_index?: readonly number[] | null;
  readonly end_index?: readonly number[] | null;
  readonly activity_id?: readonly string[] | null;
}

export interface DataCurveSetPowerCurve {
  readonly list?: readonly DataCurve[] | null;
  readonly activities?: { readonly [key: string]: unknown } | null;
}

export interface Event {
  readonly id?: number | null;
  readonly start_date_local?: string | null;
  readonly icu_training_load?: number | null;
  readonly icu_atl?: number | null;
  readonly icu_ctl?: number | null;
  readonly type?: string | null;
  readonly carbs_used?: number | null;
  readonly ss_p_max?: number | null;
  readonly ss_w_prime?: number | null;
  readonly ss_cp?: number | null;
  readonly calendar_id?: number | null;
  readonly uid?: string | null;
  readonly athlete_id?: string | null;
  readonly category?: EventCategory | null;
  readonly end_date_local?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly indoor?: boolean | null;
  readonly color?: string | null;
  readonly moving_time?: number | null;
  readonly icu_ftp?: number | null;
  readonly w_prime?: number | null;
  readonly p_max?: number | null;
  readonly atl_days?: number | null;
  readonly ctl_days?: number | null;
  readonly updated?: string | null;
  readonly not_on_fitness_chart?: boolean | null;
  readonly show_as_note?: boolean | null;
  readonly show_on_ctl_line?: boolean | null;
  readonly for_week?: boolean | null;
  readonly target?: 'AUTO' | 'POWER' | 'HR' | 'PACE' | null;
  readonly joules?: number | null;
  readonly joules_above_ftp?: number | null;
  readonly workout_doc?: { readonly [key: string]: unknown } | null;
  readonly push_errors?: readonly { readonly [key: string]: unknown }[] | null;
  readonly athlete_cannot_edit?: boolean | null;
  readonly hide_from_athlete?: boolean | null;
  readonly structure_read_only?: boolean | null;
  readonly created_by_id?: string | null;
  readonly shared_event_id?: number | null;
  readonly entered?: boolean | null;
  readonly carbs_per_hour?: number | null;
  readonly sub_type?: 'NONE' | 'COMMUTE' | 'WARMUP' | 'COOLDOWN' | 'RACE' | null;
  readonly distance?: number | null;
  readonly tags?: readonly string[] | null;
  readonly attachments?: readonly { readonly [key: string]: unknown }[] | null;
  readonly oauth_client_id?: number | null;
  readonly external_id?: string | null;
  readonly load_target?: number | null;
  readonly time_target?: number | null;
  readonly distance_target?: number | null;
  readonly training_availability?: 'NORMAL' | 'LIMITED' | 'UNAVAILABLE' | null;
  readonly max_training_time?: number | null;
  readonly can_train_sports?: readonly SportWord[] | null;
  readonly plan_athlete_id?: string | null;
  readonly plan_folder_id?: number | null;
  readonly plan_workout_id?: number | null;
  readonly plan_applied?: string | null;
  readonly icu_intensity?: number | null;
  readonly strain_score?: number | null;
}

export interface Folder {
  readonly athlete_id?: string | null;
  readonly id?: number | null;
  readonly type?: 'FOLDER' | 'PLAN' | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly children?: readonly Workout[] | null;
  readonly visibility?: 'PRIVATE' | 'PUBLIC' | null;
  readonly start_date_local?: string | null;
  readonly rollout_weeks?: number | null;
  readonly auto_rollout_day?: number | null;
  readonly read_only_workouts?: boolean | null;
  readonly starting_ctl?: number | null;
  readonly starting_atl?: number | null;
  readonly activity_types?: readonly SportWord[] | null;
  readonly num_workouts?: number | null;
  readonly duration_weeks?: number | null;
  readonly hours_per_week_min?: number | null;
  readonly hours_per_week_max?: number | null;
  readonly workout_targets?: readonly ('AUTO' | 'POWER' | 'HR' | 'PACE')[] | null;
  readonly blurb?: string | null;
  readonly canEdit?: boolean | null;
  readonly sharedWithCount?: number | null;
  readonly shareToken?: string | null;
  readonly owner?: { readonly [key: string]: unknown } | null;
}

export interface Gear {
  readonly id?: string | null;
  readonly athlete_id?: string | null;
  readonly type?: GearType | null;
  readonly name?: string | null;
  readonly purchased?: string | null;
  readonly notes?: string | null;
  readonly distance?: number | null;
  readonly time?: number | null;
  readonly activities?: number | null;
  readonly use_elapsed_time?: boolean | null;
  readonly retired?: string | null;
  readonly component_ids?: readonly string[] | null;
  readonly reminders?: readonly { readonly [key: string]: unknown }[] | null;
  readonly activity_filters?: readonly { readonly [key: string]: unknown }[] | null;
  readonly component?: boolean | null;
}

export interface Hidden {
  readonly id?: string | null;
  readonly icu_athlete_id?: string | null;
  readonly start_date_local?: string | null;
  readonly source?: ActivitySource | null;
  readonly _note?: string | null;
}

export interface Message {
  readonly id?: number | null;
  readonly athlete_id?: string | null;
  readonly name?: string | null;
  readonly created?: string | null;
  readonly type?: MessageType | null;
  readonly content?: string | null;
  readonly activity_id?: string | null;
  readonly start_index?: number | null;
  readonly end_index?: number | null;
  readonly answer?: string | null;
  readonly activity?: Activity | null;
  readonly attachment_url?: string | null;
  readonly attachment_mime_type?: string | null;
  readonly deleted?: string | null;
  readonly deleted_by_id?: string | null;
  readonly join_group_id?: number | null;
  readonly accept_coaching_group_id?: number | null;
  readonly seen?: boolean | null;
}

export interface SportSettings {
  readonly id?: number | null;
  readonly athlete_id?: string | null;
  readonly types?: readonly SportWord[] | null;
  readonly warmup_time?: number | null;
  readonly cooldown_time?: number | null;
  readonly ftp?: number | null;
  readonly indoor_ftp?: number | null;
  readonly w_prime?: number | null;
  readonly p_max?: number | null;
  readonly power_zones?: readonly number[] | null;
  readonly sweet_spot_min?: number | null;
  readonly sweet_spot_max?: number | null;
  readonly power_spike_threshold?: number | null;
  readonly power_zone_names?: readonly string[] | null;
  readonly ftp_est_min_secs?: number | null;
  readonly use_laps_for_power_intervals?: boolean | null;
  readonly keep_all_laps_for_power_intervals?: boolean | null;
  readonly power_intervals_start_locked?: boolean | null;
  readonly after_kj0?: number | null;
  readonly after_kj1?: number | null;
  readonly power_field?: string | null;
  readonly lthr?: number | null;
  readonly max_hr?: number | null;
  readonly hr_zones?: readonly number[] | null;
  readonly hr_zone_names?: readonly string[] | null;
  readonly hr_load_type?: 'AVG_HR' | 'HR_ZONES' | 'HRSS' | null;
  readonly hrrc_min_percent?: number | null;
  readonly threshold_pace?: number | null;
  readonly pace_units?: SportSettingsPaceUnits | null;
  readonly pace_zones?: readonly number[] | null;
  readonly pace_zone_names?: readonly string[] | null;
  readonly pace_load_type?: 'SWIM' | 'RUN' | null;
  readonly gap_model?: 'NONE' | 'STRAVA_RUN' | null;
  readonly elevation_correction?: 'NO' | 'AUTO' | 'YES' | null;
  readonly use_gap_zone_times?: boolean | null;
  readonly best_effort_distances?: readonly number[] | null;
  readonly pace_curve_start?: number | null;
  readonly load_order?:
    | 'POWER_HR_PACE'
    | 'POWER_PACE_HR'
    | 'HR_POWER_PACE'
    | 'HR_PACE_POWER'
    | 'PACE_POWER_HR'
    | 'PACE_HR_POWER'
    | null;
  readonly tiz_order?:
    | 'POWER_HR_PACE'
    | 'POWER_PACE_HR'
    | 'HR_POWER_PACE'
    | 'HR_PACE_POWER'
    | 'PACE_POWER_HR'
    | 'PACE_HR_POWER'
    | null;
  readonly workout_order?:
    | 'POWER_HR_PACE'
    | 'POWER_PACE_HR'
    | 'HR_POWER_PACE'
    | 'HR_PACE_POWER'
    | 'PACE_POWER_HR'
    | 'PACE_HR_POWER'
    | null;
  readonly interval_display?:
    | 'POWER_HR_PACE'
    | 'POWER_PACE_HR'
    | 'HR_POWER_PACE'
    | 'HR_PACE_POWER'
    | 'PACE_POWER_HR'
    | 'PACE_HR_POWER'
    | null;
  readonly default_gear_id?: string | null;
  readonly default_indoor_gear_id?: string | null;
  readonly extract_workouts?: boolean | null;
  readonly show_pauses?: number | null;
  readonly ignore_velocity?: boolean | null;
  readonly default_workout_time?: string | null;
  readonly update_activity_name_from_workout?: boolean | null;
  readonly created?: string | null;
  readonly updated?: string | null;
  readonly mmp_model?: { readonly [key: string]: unknown } | null;
  readonly display?: { readonly [key: string]: unknown } | null;
  readonly activity_field_ids?: readonly number[] | null;
  readonly activity_charts?: { readonly [key: string]: unknown } | null;
  readonly custom_field_ids?: readonly number[] | null;
  readonly custom_field_values?: { readonly [key: string]: unknown } | null;
  readonly custom_zones_ids?: readonly number[] | null;
  readonly calendar_tile_activity_panel_id?: number | null;
  readonly other?: boolean | null;
  readonly iseFTPSupported?: boolean | null;
  readonly use_distance_for_intervals?: boolean | null;
}

export interface StravaGear {
  readonly id?: string | null;
  readonly name?: string | null;
  readonly distance?: number | null;
  readonly primary?: boolean | null;
}

export interface Wellness {
  readonly id?: string | null;
  readonly ctl?: number | null;
  readonly atl?: number | null;
  readonly rampRate?: number | null;
  readonly ctlLoad?: number | null;
  readonly atlLoad?: number | null;
  readonly sportInfo?: readonly { readonly [key: string]: unknown }[] | null;
  readonly updated?: string | null;
  readonly weight?: number | null;
  readonly restingHR?: number | null;
  readonly hrv?: number | null;
  readonly hrvSDNN?: number | null;
  readonly menstrualPhase?: 'PERIOD' | 'FOLLICULAR' | 'OVULATING' | 'LUTEAL' | 'NONE' | null;
  readonly menstrualPhasePredicted?: 'PERIOD' | 'FOLLICULAR' | 'OVULATING' | 'LUTEAL' | 'NONE' | null;
  readonly kcalConsumed?: number | null;
  readonly sleepSecs?: number | null;
  readonly sleepScore?: number | null;
  readonly sleepQuality?: number | null;
  readonly avgSleepingHR?: number | null;
  readonly soreness?: number | null;
  readonly fatigue?: number | null;
  readonly stress?: number | null;
  readonly mood?: number | null;
  readonly motivation?: number | null;
  readonly injury?: number | null;
  readonly spO2?: number | null;
  readonly systolic?: number | null;
  readonly diastolic?: number | null;
  readonly hydration?: number | null;
  readonly hydrationVolume?: number | null;
  readonly readiness?: number | null;
  readonly baevskySI?: number | null;
  readonly bloodGlucose?: number | null;
  readonly lactate?: number | null;
  readonly bodyFat?: number | null;
  readonly abdomen?: number | null;
  readonly vo2max?: number | null;
  readonly comments?: string | null;
  readonly steps?: number | null;
  readonly respiration?: number | null;
  readonly carbohydrates?: number | null;
  readonly protein?: number | null;
  readonly fatTotal?: number | null;
  readonly locked?: boolean | null;
  readonly tempWeight?: boolean | null;
  readonly tempRestingHR?: boolean | null;
}

export interface WithCount {
  readonly athlete_id?: string | null;
  readonly route_id?: number | null;
  readonly name?: string | null;
  readonly rename_activities?: boolean | null;
  readonly commute?: boolean | null;
  readonly tags?: readonly string[] | null;
  readonly description?: string | null;
  readonly replaced_by_route_id?: number | null;
  readonly latlngs?: readonly (readonly number[])[] | null;
  readonly distance?: number | null;
  readonly activity_count?: number | null;
  readonly most_recent_id?: string | null;
  readonly most_recent_start_date_local?: string | null;
  readonly most_recent_type?: string | null;
}

export interface WithSportSettings {
  readonly id?: string | null;
  readonly name?: string | null;
  readonly firstname?: string | null;
  readonly lastname?: string | null;
  readonly profile_medium?: string | null;
  readonly measurement_preference?: string | null;
  readonly weight_pref_lb?: boolean | null;
  readonly fahrenheit?: boolean | null;
  readonly wind_speed?: 'MPS' | 'KNOTS' | 'KMH' | 'MPH' | 'BFT' | null;
  readonly rain?: 'MM' | 'INCHES' | null;
  readonly weight?: number | null;
  readonly email?: string | null;
  readonly sex?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly country?: string | null;
  readonly countries?: readonly string[] | null;
  readonly languages?: readonly string[] | null;
  readonly bikes?: readonly StravaGear[] | null;
  readonly shoes?: readonly StravaGear[] | null;
  readonly timezone?: string | null;
  readonly locale?: string | null;
  readonly date_format?: string | null;
  readonly time_format?: string | null;
  readonly visibility?: 'PRIVATE' | 'PUBLIC' | 'HIDDEN' | null;
  readonly icu_last_seen?: string | null;
  readonly status?: 'ACTIVE' | 'DORMANT' | 'ARCHIVED' | null;
  readonly status_updated?: string | null;
  readonly icu_resting_hr?: number | null;
  readonly icu_weight?: number | null;
  readonly icu_weight_sync?: 'NONE' | 'STRAVA' | null;
  readonly icu_activated?: string | null;
  readonly icu_queue_pos?: number | null;
  readonly icu_admin?: boolean | null;
  readonly icu_friend_invite_token?: string | null;
  readonly icu_permission?: 'NONE' | 'READ' | 'WRITE' | null;
  readonly icu_effort_secs?: readonly number[] | null;
  readonly icu_coach?: boolean | null;
  readonly bio?: string | null;
  readonly website?: string | null;
  readonly icu_date_of_birth?: string | null;
  readonly icu_api_key?: string | null;
  readonly icu_type_settings?: readonly { readonly [key: string]: unknown }[] | null;
  readonly icu_form_as_percent?: boolean | null;
  readonly icu_mmp_days?: number | null;
  readonly icu_wellness_prompt?: boolean | null;
  readonly wellness_last_prompt_date?: string | null;
  readonly icu_wellness_keys?: readonly string[] | null;
  readonly private_wellness_keys?: readonly string[] | null;
  readonly icu_track_menstrual_cycle?: boolean | null;
  readonly icu_menstrual_cycle_perm?: 'NONE' | 'READ' | 'WRITE' | null;
  readonly activity_rpe_prompt?: boolean | null;
  readonly coach_ticks?: readonly { readonly [key: string]: unknown }[] | null;
  readonly icu_garmin_health?: boolean | null;
  readonly icu_garmin_training?: boolean | null;
  readonly icu_garmin_sync_activities?: boolean | null;
  readonly garmin_sync_activity_types?: readonly SportWord[] | null;
  readonly garmin_sync_after?: string | null;
  readonly icu_garmin_download_wellness?: boolean | null;
  readonly icu_garmin_upload_workouts?: boolean | null;
  readonly icu_garmin_outdoor_power_range?: number | null;
  readonly icu_garmin_hr_range?: number | null;
  readonly garmin_pace_range?: number | null;
  readonly garmin_power_target?: 'POWER_LAP' | 'POWER' | 'POWER_3S' | 'POWER_10S' | 'POWER_30S' | null;
  readonly icu_garmin_last_upload?: string | null;
  readonly icu_garmin_upload_filters?: readonly { readonly [key: string]: unknown }[] | null;
  readonly icu_garmin_wellness_keys?: readonly string[] | null;
  readonly open_step_duration?: number | null;
  readonly polar_scope?: string | null;
  readonly polar_sync_activities?: boolean | null;
  readonly polar_sync_activity_types?: readonly SportWord[] | null;
  readonly polar_download_wellness?: boolean | null;
  readonly polar_wellness_keys?: readonly string[] | null;
  readonly suunto_scope?: string | null;
  readonly suunto_user_id?: string | null;
  readonly suunto_sync_activities?: boolean | null;
  readonly suunto_sync_activity_types?: readonly SportWord[] | null;
  readonly suunto_upload_workouts?: boolean | null;
  readonly suunto_outdoor_power_range?: number | null;
  readonly suunto_hr_range?: number | null;
  readonly suunto_pace_range?: number | null;
  readonly suunto_last_upload?: string | null;
  readonly suunto_upload_filters?: readonly { readonly [key: string]: unknown }[] | null;
  readonly suunto_download_wellness?: boolean | null;
  readonly coros_user_id?: string | null;
  readonly coros_sync_activities?: boolean | null;
  readonly coros_upload_workouts?: boolean | null;
  readonly coros_download_wellness?: boolean | null;
  readonly coros_last_upload?: string | null;
  readonly concept2_user_id?: string | null;
  readonly concept2_sync_activities?: boolean | null;
  readonly zepp_user_id?: string | null;
  readonly zepp_sync_activities?: boolean | null;
  readonly zepp_upload_workouts?: boolean | null;
  readonly zepp_download_wellness?: boolean | null;
  readonly huawei_user_id?: string | null;
  readonly huawei_sync_activities?: boolean | null;
  readonly huawei_upload_workouts?: boolean | null;
  readonly huawei_download_wellness?: boolean | null;
  readonly wahoo_user_id?: string | null;
  readonly wahoo_sync_activities?: boolean | null;
  readonly wahoo_upload_workouts?: boolean | null;
  readonly zwift_user_id?: string | null;
  readonly zwift_sync_activities?: boolean | null;
  readonly zwift_upload_workouts?: boolean | null;
  readonly dropbox_scope?: string | null;
  readonly oura_scope?: string | null;
  readonly oura_wellness_keys?: readonly string[] | null;
  readonly whoop_scope?: string | null;
  readonly whoop_wellness_keys?: readonly string[] | null;
  readonly google_scope?: string | null;
  readonly google_wellness_keys?: readonly string[] | null;
  readonly icu_email_verified?: boolean | null;
  readonly icu_email_disabled?: string | null;
  readonly email_notifications?: readonly WithSportSettingsEmailNotifications[] | null;
  readonly push_notifications?: readonly WithSportSettingsEmailNotifications[] | null;
  readonly include_descr_in_plan_for_week?: boolean | null;
  readonly icu_send_achievements?: boolean | null;
  readonly icu_send_newsletter?: boolean | null;
  readonly icu_send_private_chat?: boolean | null;
  readonly icu_send_private_msg?: boolean | null;
  readonly icu_send_follow_req?: boolean | null;
  readonly icu_send_group_chat?: boolean | null;
  readonly icu_send_group_msg?: boolean | null;
  readonly icu_send_activity_chat?: boolean | null;
  readonly icu_send_followed_activity_chat?: boolean | null;
  readonly icu_send_coached_activity_chat?: boolean | null;
  readonly icu_send_activity_msg?: boolean | null;
  readonly icu_send_coach_me_req?: boolean | null;
  readonly icu_send_gear_alerts?: boolean | null;
  readonly icu_send_plan_for_week?: boolean | null;
  readonly icu_send_followed_new_activity?: boolean | null;
  readonly icu_send_coached_new_activity?: boolean | null;
  readonly icu_send_coach_tick?: boolean | null;
  readonly strava_allowed?: boolean | null;
  readonly strava_id?: number | null;
  readonly scope?: string | null;
  readonly strava_sync_activities?: boolean | null;
  readonly strava_sync_activity_types?: readonly SportWord[] | null;
  readonly strava_sync_other_activities?: boolean | null;
  readonly ignore_strava_gear?: boolean | null;
  readonly update_strava_name?: boolean | null;
  readonly add_weather_to_strava_descr?: boolean | null;
  readonly height?: number | null;
  readonly height_units?: 'CM' | 'FEET' | null;
  readonly plan?: 'FREE' | 'PREMIUM' | 'SUPPORTER' | 'WHITELABEL' | null;
  readonly plan_expires?: string | null;
  readonly trial_end_date?: string | null;
  readonly sponsored_by_chat_id?: number | null;
  readonly has_password?: boolean | null;
  readonly beta_user?: boolean | null;
  readonly currency?: string | null;
  readonly training_plan_id?: number | null;
  readonly training_plan_start_date?: string | null;
  readonly training_availability?: readonly { readonly [key: string]: unknown }[] | null;
  readonly strava_authorized?: boolean | null;
  readonly custom_items?: readonly CustomItem[] | null;
  readonly sportSettings?: readonly SportSettings[] | null;
}

export interface Workout {
  readonly athlete_id?: string | null;
  readonly id?: number | null;
  readonly icu_training_load?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly type?: string | null;
  readonly indoor?: boolean | null;
  readonly color?: string | null;
  readonly moving_time?: number | null;
  readonly updated?: string | null;
  readonly joules?: number | null;
  readonly joules_above_ftp?: number | null;
  readonly workout_doc?: { readonly [key: string]: unknown } | null;
  readonly folder_id?: number | null;
  readonly day?: number | null;
  readonly days?: number | null;
  readonly plan_applied?: string | null;
  readonly hide_from_athlete?: boolean | null;
  readonly target?: 'AUTO' | 'POWER' | 'HR' | 'PACE' | null;
  readonly targets?: readonly ('AUTO' | 'POWER' | 'HR' | 'PACE')[] | null;
  readonly carbs_per_hour?: number | null;
  readonly tags?: readonly string[] | null;
  readonly attachments?: readonly { readonly [key: string]: unknown }[] | null;
  readonly time?: string | null;
  readonly sub_type?: 'NONE' | 'COMMUTE' | 'WARMUP' | 'COOLDOWN' | 'RACE' | null;
  readonly for_week?: boolean | null;
  readonly distance?: number | null;
  readonly icu_intensity?: number | null;
}
