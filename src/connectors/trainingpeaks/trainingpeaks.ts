/** TrainingPeaks: the private API behind its web app, opened with the athlete's own cookie. */

import type { Connector } from '../../core/connector.ts';
import { ACTIVITIES } from './activities.ts';
import { ANNUAL_PLAN, AVAILABILITY, EVENTS, NOTES } from './calendar.ts';
import { PLATFORM } from './calls.ts';
import { COOKIE_NAME } from './cookie.ts';
import { detailOf } from './detail.ts';
import { EQUIPMENT } from './equipment.ts';
import { FITNESS } from './fitness.ts';
import { LIBRARIES, PLANS } from './libraries.ts';
import { METRICS } from './metrics.ts';
import { RECORDS } from './records.ts';
import { SETTINGS } from './settings.ts';
import { authorize, check, expiresAt, renew, signIn } from './sign-in.ts';
import { STRENGTH } from './strength.ts';
import { troubleOf } from './trouble.ts';

export const TRAININGPEAKS: Connector = {
  ...PLATFORM,
  base_url_env: 'PACELINE_TRAININGPEAKS_BASE_URL',
  ways: [
    {
      id: 'cookie',
      title: 'Cookie of the web app',
      steps: [
        'Open app.trainingpeaks.com in a browser and log in.',
        'Press F12 and open Application (Chrome, Edge) or Storage (Firefox), then Cookies, then the entry of trainingpeaks.com.',
        `Find ${COOKIE_NAME}, right-click its value and copy the whole value (it has about 1,800 characters).`,
        'Paste it here, or set it as TP_AUTH_COOKIE. Do not log out in the browser: that ends the cookie.',
        'It lasts about 30 days; Paceline says when a new one is needed.',
      ],
      page: 'https://app.trainingpeaks.com',
      fields: [{ id: 'cookie', label: `Cookie ${COOKIE_NAME}`, secret: true, env: ['TP_AUTH_COOKIE'] }],
      cookie: { domain: '.trainingpeaks.com', name: COOKIE_NAME, field: 'cookie' },
    },
  ],
  policy: { models: 'allowed', combine: 'allowed', keep_days: null, terms: [] },
  limits: {
    // Answers say nothing about limits; about 100 calls a minute were seen to be too many.
    windows: [{ id: 'minute', counts: ['read', 'write'], seconds: 60, aligned: false, limit: 90, soft: true }],
    read: () => null,
    gap_ms: 150,
    concurrency: 2,
    timeout_s: 60,
  },
  streams: [
    SETTINGS,
    ACTIVITIES,
    METRICS,
    NOTES,
    EVENTS,
    AVAILABILITY,
    ANNUAL_PLAN,
    STRENGTH,
    EQUIPMENT,
    LIBRARIES,
    PLANS,
    FITNESS,
    RECORDS,
  ],
  trouble: troubleOf,
  authorize,
  signIn,
  renew,
  expires_s: expiresAt,
  check,
  detail: detailOf,
  remedies: {
    withheld:
      'TrainingPeaks hands out device files only to paid accounts. Its own export has them: Account settings > Export Data > Workout Files, then: paceline import <the zip>',
    backlog:
      'Thousands of device files take a while one by one. The export brings them in a few zips: Account settings > Export Data > Workout Files, then: paceline import <the zips>',
  },
};
