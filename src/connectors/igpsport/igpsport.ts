/** iGPSPORT: bike computers' own platform, without a public API; read with the athlete's own account in one of two regions. */

import type { Connector, LoginWay } from '../../core/connector.ts';
import { ACTIVITIES } from './activities.ts';
import { detail } from './activity-detail.ts';
import { PROFILE, THRESHOLD_SETTINGS } from './athlete.ts';
import { check, expires_s, renew, signIn } from './login.ts';
import { HOSTS, PLATFORM } from './platform.ts';
import { SEGMENT_DETAILS, SEGMENTS } from './segments.ts';
import { STATISTICS } from './statistics.ts';
import { trouble } from './trouble.ts';
import { WORKOUTS } from './workouts.ts';

const PASSWORD_WAY: LoginWay = {
  id: 'password',
  title: 'E-mail or phone, and password',
  steps: [
    'Open app.igpsport.com (international) or app.igpsport.cn (China) and sign in: where it works is the region of your account.',
    'Choose that region here; accounts are not shared between the two.',
    'Type the same e-mail address or phone number and password as there.',
    'iGPSPORT offers no public API: this reads, slowly and only reads, with your own account what its web app reads, and may stop working when that changes.',
  ],
  page: HOSTS.intl.web,
  fields: [
    { id: 'username', label: 'E-mail or phone', secret: false, env: ['IGPSPORT_USERNAME'] },
    { id: 'password', label: 'Password', secret: true, env: ['IGPSPORT_PASSWORD'] },
    {
      id: 'region',
      label: 'Region',
      secret: false,
      env: ['IGPSPORT_REGION'],
      choices: [
        { value: 'intl', label: 'International (app.igpsport.com)' },
        { value: 'cn', label: 'China (app.igpsport.cn)' },
      ],
    },
    {
      id: 'ftp',
      label: 'FTP in watts, if not the one set there',
      secret: false,
      env: ['IGPSPORT_FTP'],
      optional: true,
    },
    {
      id: 'lthr',
      label: 'Threshold heart rate in bpm, if not the one set there',
      secret: false,
      env: ['IGPSPORT_LTHR'],
      optional: true,
    },
  ],
};

export const IGPSPORT: Connector = {
  ...PLATFORM,
  base_url_env: 'PACELINE_IGPSPORT_BASE_URL',
  ways: [PASSWORD_WAY],
  policy: { models: 'allowed', combine: 'allowed', keep_days: null, terms: [] },
  limits: {
    // No limit is published and no header tells one: a steady pace is all there is to keep to. Careful clients leave
    // 100 to 600 ms between calls.
    windows: [],
    read: () => null,
    gap_ms: 300,
    concurrency: 3,
    timeout_s: 30,
  },
  streams: [PROFILE, THRESHOLD_SETTINGS, ACTIVITIES, WORKOUTS, STATISTICS, SEGMENTS, SEGMENT_DETAILS],
  trouble,
  authorize: ({ access_token }) => ({ authorization: `Bearer ${access_token}` }),
  signIn: (caller, _way, answers) => signIn(caller, answers),
  renew,
  expires_s,
  check,
  detail,
  remedies: {},
};
