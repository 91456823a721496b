/** Intervals.icu: its REST API, with a personal key or the token of an app. */

import type { Connector } from '../../core/connector.ts';
import { CUSTOM_ITEMS, HR_CURVES, PACE_CURVES, POWER_CURVES, ROUTES } from './account-lists.ts';
import { ACTIVITIES } from './activities.ts';
import { ACTIVITY_INTERVALS } from './activity-intervals.ts';
import { PLATFORM } from './address.ts';
import { PROFILE } from './athlete.ts';
import { CALENDAR } from './calendar.ts';
import { readDetail } from './detail.ts';
import { GEAR } from './gear.ts';
import { LIBRARY, TRAINING_PLAN } from './library.ts';
import { authorization, check, signIn, WAYS } from './login.ts';
import { LIMITS } from './rate-limits.ts';
import { troubleOf } from './trouble.ts';
import { WELLNESS_DAYS } from './wellness.ts';
import { WITHHELD_REMEDY } from './withheld.ts';

export const INTERVALS: Connector = {
  ...PLATFORM,
  base_url_env: 'PACELINE_INTERVALS_BASE_URL',
  ways: WAYS,
  policy: { models: 'allowed', combine: 'allowed', keep_days: null, terms: [] },
  limits: LIMITS,
  streams: [
    PROFILE,
    ACTIVITIES,
    WELLNESS_DAYS,
    CALENDAR,
    ACTIVITY_INTERVALS,
    GEAR,
    LIBRARY,
    TRAINING_PLAN,
    CUSTOM_ITEMS,
    ROUTES,
    POWER_CURVES,
    HR_CURVES,
    PACE_CURVES,
  ],
  trouble: troubleOf,
  authorize: authorization,
  signIn,
  expires_s: () => null,
  check,
  detail: readDetail,
  remedies: { withheld: WITHHELD_REMEDY },
};
