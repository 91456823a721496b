/** Segments of the fake's Chinese region: two marked ones, with other people on their leaderboards. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { type FakeState, ok, refused, rideIdOf } from './state.ts';

const SEGMENTS = [
  { id: '700001', title: 'Kahlenberg', distance: 4200, avgSlope: 0.062 },
  { id: '700002', title: 'Donauinsel sprint', distance: 900, avgSlope: 0.001 },
] as const;

/** The answer to a path below `segments4j/`, null for an unknown one. */
export function segments(state: FakeState, rest: string, { query }: FakeRequest): FakeResponse | null {
  if (state.region !== 'cn') return { status: 404 };
  const id = rest.split('/').at(-1) ?? '';
  const one = SEGMENTS.find((segment) => segment.id === (query.get('segmentsId') ?? id));
  if (rest === 'segments/queryMyCollect') {
    const page = Number(query.get('pageNo') ?? 1);
    const rows = SEGMENTS.map((segment) => ({ ...segment, segmentsNum: 9, myRecord: 712, bestMaleRecord: 604 }));
    return ok({ pageNo: page, pageSize: 20, totalPage: 1, totalRows: rows.length, rows: page === 1 ? rows : [] });
  }
  if (!/^segments(?:-score)?\/(?:detail|check|topRecords|rank)/.test(rest)) return null;
  if (!one) return refused(40_404, 'segment not found');
  if (rest.startsWith('segments/detail')) {
    return ok({ ...one, totalAscent: 260, minAlt: 180, maxAlt: 440, province: 'Wien', collectCount: 12 });
  }
  if (rest.startsWith('segments-score/check')) return ok(efforts(state));
  if (rest.startsWith('segments/topRecords')) {
    return ok({
      segmentsKing: { memberId: '42', nickName: 'Somebody Else', rideTotalTime: 604 },
      fastestTimeRanks: [{ rank: 1, memberId: '42', nickName: 'Somebody Else', rideTotalTime: 604 }],
    });
  }
  return ok({ rankList: { pageNo: 1, pageSize: 30, totalRows: 2, rows: ranks(state) }, personalRank: 2 });
}

function ranks(state: FakeState) {
  return [
    {
      rank: 1,
      memberId: '42',
      nickName: 'Somebody Else',
      avatar: 'https://example.test/42.png',
      rideTotalTime: 604,
      avgSpeed: 25.0,
      finishDate: '2026-05-01',
      gender: 1,
    },
    {
      rank: 2,
      memberId: String(state.member_id),
      nickName: 'Ida E.',
      avatar: 'https://example.test/ida.png',
      rideTotalTime: 712,
      avgSpeed: 21.2,
      finishDate: '2026-06-02',
      gender: 2,
    },
  ];
}

function efforts(state: FakeState): unknown {
  if (state.switches.segment_efforts === 'object') return { openDialog: false };
  if (state.switches.segment_efforts === 'empty') return [];
  const [number = 1] = state.activities.keys();
  return [
    {
      rideId: rideIdOf(state, number),
      title: 'Ride',
      rideStartTime: '2026-06-02 08:15:04',
      rideTotalTime: 712,
      avgSpeed: 21.2,
    },
  ];
}
