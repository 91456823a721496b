/** The paths of the API that are called. */

const ACTIVITY = '/service/web-gateway/web-analyze/activity';
const MOBILE = '/service/mobile/api';
const RECORD = '/service/sportg/sporth/memberRecordPlus';
const SEGMENTS = '/service/web-gateway/segments4j';

export const LOGIN_PATH = '/service/auth/account/login';

export const LIST_PATH = `${ACTIVITY}/queryMyActivity`;
export const DETAIL_PATH = `${ACTIVITY}/queryActivityDetail`;
export const LAPS_PATH = `${ACTIVITY}/queryActivityLap`;
export const FILE_LINK_PATH = `${ACTIVITY}/getDownloadUrl`;

export const USER_INFO_PATH = `${MOBILE}/User/UserInfo`;
export const INTERVAL_INFO_PATH = `${MOBILE}/v2/User/UserIntervalInfo`;

export const WORKOUTS_PATH = `${MOBILE}/WorkOut/CustomWorkout`;
/** Seen in China only; used where the other one is not there. */
export const WORKOUTS_OLD_PATH = `${MOBILE}/WorkOut/GetWorkOutList`;
export const WORKOUT_PATH = `${MOBILE}/WorkOut/GetWorkOutDetail`;

export const STATISTICS_PATH = { cn: `${RECORD}/getMemberDataStatisticsV4`, intl: `${RECORD}/getMemberDataStatistics` };

export const SEGMENTS_PATH = `${SEGMENTS}/segments/queryMyCollect`;
export const SEGMENT_PATH = `${SEGMENTS}/segments/detail`;
export const SEGMENT_EFFORTS_PATH = `${SEGMENTS}/segments-score/check`;
export const SEGMENT_RANK_PATH = `${SEGMENTS}/segments/rank`;
export const SEGMENT_RECORDS_PATH = `${SEGMENTS}/segments/topRecords`;
