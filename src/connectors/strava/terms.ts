/** What Strava's terms mean for the person, in plain words, and what the engine may do with the data unless they choose otherwise. */

import type { SourcePolicy } from '../../core/connector.ts';

export const POLICY: SourcePolicy = {
  models: 'by_choice',
  combine: 'by_choice',
  keep_days: 7,
  terms: [
    'Paceline uses an API app that you register with Strava yourself: the API agreement is between you and Strava, it applies to a single person too, and its text at strava.com/legal decides. This is a summary, not legal advice.',
    'Data that comes through the API may be shown to you alone, never to other people.',
    "Since June 2026 Strava forbids any use of API data with AI: training, but also giving it, or what is computed from it, to a model as context. So Paceline keeps it out of a model's answers unless you decide otherwise.",
    'Copies may be kept for at most 7 days, and what is deleted on Strava has to be deleted here within 48 hours. Paceline deletes API data after 7 days unless you decide otherwise.',
    'Building a lasting archive from the API, storing places and tracks from it, and combining it into analyses over several people are not allowed. Paceline merges it with your other data only if you decide so.',
    'Since 30 June 2026 an app of your own needs an active Strava subscription; without one Strava switches it off.',
    'When you disconnect, Paceline ends the login at Strava and deletes what came from the API; data from your files and other platforms stays.',
    'The safe ways: your own export archive (Strava, Settings, My Account, Download or Delete Your Account) and the files of your device are not bound by these terms, hold the original recordings and need no API; for questions to a model about live data Strava offers its own MCP server to subscribers at mcp.strava.com.',
  ],
};
