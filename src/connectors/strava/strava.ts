/** Strava's API v3 for the person's own account, through an API app of their own. Off until the points in `terms.ts` are accepted. */

import type { Connector } from '../../core/connector.ts';
import { ACTIVITIES } from './activities-stream.ts';
import { activityDetail } from './activity-detail.ts';
import { NAME } from './address.ts';
import { ATHLETE, TOTALS, ZONES } from './athlete-streams.ts';
import { LISTED } from './listed-streams.ts';
import { authorizeApp, expiresAt, renew, signed, signIn, signOut, whoAmI } from './oauth.ts';
import { LIMITS } from './rate-limits.ts';
import { ROUTE_FILES } from './route-files.ts';
import { POLICY } from './terms.ts';
import { troubleOf } from './trouble.ts';

export const STRAVA: Connector = {
  ...NAME,
  base_url_env: 'PACELINE_STRAVA_BASE_URL',
  ways: [
    {
      id: 'app',
      title: 'Your own Strava app',
      steps: [
        'Open strava.com/settings/api and create an app; since June 2026 this needs an active Strava subscription.',
        'Name, category and website are up to you; enter "localhost" as Authorization Callback Domain.',
        'Copy client id and client secret from that page. The access token shown there is of no use: it cannot read activities.',
        'In the page that opens next, leave all boxes ticked and click Authorize.',
      ],
      page: 'https://www.strava.com/settings/api',
      fields: [
        { id: 'client_id', label: 'Client ID', secret: false, env: ['STRAVA_CLIENT_ID'] },
        { id: 'client_secret', label: 'Client secret', secret: true, env: ['STRAVA_CLIENT_SECRET'] },
      ],
      authorize: authorizeApp,
    },
  ],
  policy: POLICY,
  limits: LIMITS,
  streams: [ATHLETE, ZONES, ACTIVITIES, TOTALS, ...LISTED, ROUTE_FILES],
  trouble: troubleOf,
  authorize: signed,
  signIn,
  renew,
  expires_s: expiresAt,
  check: whoAmI,
  signOut,
  detail: activityDetail,
  remedies: {
    backlog:
      'Ask Strava for your export archive (Settings, My Account, Download or Delete Your Account) and bring it in with: paceline import <export.zip>. It holds the original files and costs no calls.',
  },
};
