/** The platforms that can be connected, in the order they are offered. */

import type { Connector } from '../core/connector.ts';
import { IGPSPORT } from './igpsport/igpsport.ts';
import { INTERVALS } from './intervals/intervals.ts';
import { STRAVA } from './strava/strava.ts';
import { TRAININGPEAKS } from './trainingpeaks/trainingpeaks.ts';

export const PLATFORMS: readonly Connector[] = [INTERVALS, IGPSPORT, TRAININGPEAKS, STRAVA];
