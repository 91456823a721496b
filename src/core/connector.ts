/**
 * What a platform's connector declares, and what the engine gives it. A connector knows its API and nothing else: retries,
 * limits, cursors, storage, duplicates and secrets on disk belong to the engine (src/platform, src/sync).
 */

import type { Recording } from './recording.ts';
import type { ActivityFact } from './source.ts';
import type { Family, SportId } from './sport.ts';
import type { ThresholdKind } from './thresholds.ts';
import type { WellnessReading } from './wellness.ts';
import type { Workout } from './workout.ts';

export type PlatformId = 'intervals' | 'igpsport' | 'trainingpeaks' | 'strava';

/** JSON as it came, numbers beyond 2^53 as strings of digits. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// ---- calls -------------------------------------------------------------------------------------------------------

/** One HTTP call as a connector asks for it. Hosts are the real ones; an override of the base URL is the engine's matter. */
export interface Call {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute URL without query. */
  readonly url: string;
  /** In this order, percent-encoded; undefined ones are left out, lists are joined with commas. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: unknown } | { readonly form: Readonly<Record<string, string>> };
  /** Adds what `authorize` gives. Default true; false for sign-in calls and foreign storage hosts. */
  readonly signed?: boolean;
  /** May be sent again after a failure whose effect is not known. Default: only GET. */
  readonly repeatable?: boolean;
  /** Default json. Bytes are given as they came (Content-Encoding undone, nothing else). */
  readonly accept?: 'json' | 'bytes' | 'text';
  /** Most bytes of the body; default 64 MB for bytes, 32 MB else. */
  readonly max_bytes?: number;
  /** Which of the connector's limits it counts against; default 'read'. 'none' for token endpoints that are not counted. */
  readonly counts?: 'read' | 'write' | 'none';
  /** Follow redirects (at most 3, https only, without the authorization when the host changes). Default false: a redirect is an answer. */
  readonly follow?: boolean;
}

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when `accept` is json and the body is JSON (whatever its content type says); null for an empty body. */
  readonly json: Json;
  /** The body when it is not JSON although asked for, or when text was asked for: at most the first 4,000 characters in the former case. */
  readonly text: string;
  /** Filled when bytes were asked for. */
  readonly bytes: Uint8Array;
}

/** What an answer means when it is not what was asked for. Decides what the engine does and which sentence a person reads. */
export type Trouble =
  /** Token, cookie or key is not accepted (any more): renewed once, then the person has to sign in again. */
  | { readonly kind: 'login_expired' }
  /** The credentials as typed are wrong; never retried. */
  | { readonly kind: 'wrong_credentials' }
  | { readonly kind: 'wrong_region' }
  | { readonly kind: 'missing_scope'; readonly scope: string }
  /** Needs a paid plan, or an app that is switched off. */
  | { readonly kind: 'plan'; readonly detail: string }
  /** Not this person's, or refused for good. */
  | { readonly kind: 'forbidden' }
  /** Gone, or never there. */
  | { readonly kind: 'not_found' }
  | { readonly kind: 'rate_limited' }
  /** 5xx and the like: tried again. */
  | { readonly kind: 'server' }
  /** Refused as wrong: our mistake or a changed API. */
  | { readonly kind: 'bad_request'; readonly detail: string }
  /** Not the shape that was expected: an HTML page, a missing field. */
  | { readonly kind: 'unexpected'; readonly detail: string };

/** What a connector may use while it works for one account. */
export interface Caller {
  /**
   * Sends one call: paced, within the budgets, retried where that is safe, signed, renewed once when the login has expired.
   * Resolves only with an answer for which `trouble` says null. Throws PlatformFailure otherwise (src/core/platform-failure.ts),
   * with the `trouble` on it, so that a connector can catch what it expects (`not_found`).
   */
  call(call: Call): Promise<Answer>;
  /** Today on the athlete's calendar, YYYY-MM-DD. */
  readonly today: string;
  /** Unix seconds. */
  now(): number;
  /** The account's zone (IANA). */
  readonly time_zone: string;
  readonly signal: AbortSignal;
}

/** A caller for a signed-in account. */
export interface Session extends Caller {
  readonly account: AccountIdentity;
  /** Secrets as `signIn` or `renew` gave them, for the few calls that need one in a place of their own. Never put into items. */
  readonly secrets: Secrets;
}

// ---- accounts ----------------------------------------------------------------------------------------------------

/** Everything secret about an account, kept in the keychain or the owner-only file, never in the database. Flat, by name. */
export type Secrets = Readonly<Record<string, string | number>>;

export interface AccountIdentity {
  /** The athlete's id on the platform: part of the key of everything stored. */
  readonly external_id: string;
  /** As the platform shows it, cleaned; never e-mail or phone. */
  readonly name: string | null;
  readonly region: string | null;
  /** IANA zone when the platform tells it. */
  readonly time_zone: string | null;
  /** Scopes granted, when the platform has any. */
  readonly scopes: readonly string[];
  /** Athletes this login may also read (a coach's roster), without the owner. */
  readonly others: readonly { readonly external_id: string; readonly name: string | null }[];
  /** Such as "free plan: power and TSS of others are not handed out". */
  readonly notes: readonly string[];
}

export interface SignedIn {
  readonly secrets: Secrets;
  readonly identity: AccountIdentity;
}

/** One thing to be typed, pasted or set in the environment. */
export interface LoginField {
  readonly id: string;
  readonly label: string;
  readonly secret: boolean;
  /** Environment variables that give it, first found wins. */
  readonly env: readonly string[];
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly optional?: boolean;
}

export interface LoginWay {
  readonly id: string;
  /** "API key", "E-mail and password", "Cookie of the web app", "Your own Strava app". */
  readonly title: string;
  /** What the person does, one sentence each, beginning with where to click. */
  readonly steps: readonly string[];
  /** A page worth opening for it. */
  readonly page: string;
  readonly fields: readonly LoginField[];
  /** For a way that ends with a redirect to the loopback address: the engine listens, checks `state`, and calls `signIn` with `code` and `granted_scope` among the answers. */
  readonly authorize?: (
    answers: Readonly<Record<string, string>>,
    redirect_uri: string,
    state: string,
  ) => { readonly url: string; readonly query: Readonly<Record<string, string>> };
  /** For a cookie of a web site that may be read from the person's own browser profile. */
  readonly cookie?: { readonly domain: string; readonly name: string; readonly field: string };
}

/** What may be done with a platform's data. The person's choices can widen it where `choice` says so. */
export interface SourcePolicy {
  /** May be shown to a model: always, or only when the person has chosen so. */
  readonly models: 'allowed' | 'by_choice';
  /** May be merged into activities from elsewhere. */
  readonly combine: 'allowed' | 'by_choice';
  /** Days it may be kept unless the person chooses otherwise; null without limit. */
  readonly keep_days: number | null;
  /** Points the person has to read and accept before the first sync; empty when there are none. */
  readonly terms: readonly string[];
}

// ---- limits ------------------------------------------------------------------------------------------------------

export interface LimitWindow {
  readonly id: string;
  /** Calls of which kinds count. */
  readonly counts: readonly ('read' | 'write')[];
  readonly seconds: number;
  /** True when it begins at multiples of `seconds` (quarters, UTC days); false when it slides. */
  readonly aligned: boolean;
  /** What holds while the platform has not said otherwise. */
  readonly limit: number;
  /** Our own politeness: the platform has stated no such limit. Not held against a server on this machine. */
  readonly soft?: true;
}

export interface Limits {
  readonly windows: readonly LimitWindow[];
  /** What an answer's headers say of them; null when they say nothing. Lower-case names. */
  readonly read: (
    headers: Readonly<Record<string, string>>,
  ) => readonly { readonly id: string; readonly limit: number | null; readonly used: number | null }[] | null;
  /** Limits belong to the app (client id), not to the account. */
  readonly per_app?: boolean;
  /** Smallest time between two starts. */
  readonly gap_ms: number;
  readonly concurrency: number;
  readonly timeout_s: number;
}

// ---- what streams yield ------------------------------------------------------------------------------------------

export interface DatedThreshold {
  readonly kind: ThresholdKind;
  /** null: for every family. */
  readonly family: Family | null;
  readonly value: number;
  /** null: the platform's current value without a date; it holds from the day it was first seen. */
  readonly valid_from: string | null;
}

/** What was planned: a session, race, note or phase on a date. */
export interface PlannedEntry {
  readonly category: 'workout' | 'race' | 'note' | 'phase' | 'target' | 'away' | 'other';
  /** The platform's own word, such as RACE_A or SICK. */
  readonly category_as_written: string | null;
  readonly local_date: string;
  /** Last day, inclusive; null when it is one day. */
  readonly last_date: string | null;
  readonly title: string | null;
  readonly note: string | null;
  readonly sport: SportId | null;
  readonly duration_s: number | null;
  readonly distance_m: number | null;
  readonly load: number | null;
  /** Its steps, where the platform has them in a form that could be read. */
  readonly workout: Workout | null;
  /** The done activity the platform pairs with it. */
  readonly activity_external_id: string | null;
}

export type ItemCore =
  | {
      readonly kind: 'activity';
      /** What the platform says of it. `fact.external_id` equals the item's. */
      readonly fact: ActivityFact;
      readonly local_date: string;
      /** A sentence when the platform holds it back (a stub): counted and reported, never an empty activity. */
      readonly withheld: string | null;
      /** Whether `detail` is worth calling: false for entries typed by hand and for stubs. */
      readonly has_more: boolean;
      /** Changes when the file or the streams behind it change; then they are fetched anew. Not part of titles or load. */
      readonly samples_version: string | null;
      /** In force on its day, as the platform has them. */
      readonly thresholds: readonly DatedThreshold[];
    }
  | { readonly kind: 'wellness'; readonly local_date: string; readonly readings: readonly WellnessReading[] }
  | { readonly kind: 'thresholds'; readonly values: readonly DatedThreshold[] }
  | {
      readonly kind: 'profile';
      readonly sex: 'male' | 'female' | null;
      readonly birth_date: string | null;
      readonly height_m: number | null;
      readonly time_zone: string | null;
    }
  | {
      readonly kind: 'gear';
      readonly name: string;
      readonly gear: 'bike' | 'shoes' | 'other';
      readonly distance_m: number | null;
      readonly retired: boolean;
    }
  | { readonly kind: 'planned'; readonly entry: PlannedEntry }
  /** A workout of a library or plan. */
  | {
      readonly kind: 'workout';
      readonly name: string | null;
      readonly folder: string | null;
      readonly workout: Workout | null;
    }
  /** Kept with its name and day: segments, routes, records, statistics, custom items, comments, clubs. */
  | { readonly kind: 'other'; readonly name: string | null; readonly local_date: string | null };

export interface Item {
  /** Stable within account and stream. */
  readonly external_id: string;
  /** The payload as it came. What must not be kept (keys, e-mail addresses, other people's names) is taken out by the connector. */
  readonly raw: Json;
  readonly core: ItemCore;
}

export interface Page {
  readonly items: readonly Item[];
  /** Where to go on once this page is stored. Null after the last page of this run. */
  readonly next: Json;
  /**
   * With the last page of a run: everything between these local dates (inclusive, null = open) was listed, so what is
   * stored there and was not listed in this run is gone. Absent when the listing was not complete.
   */
  readonly complete?: { readonly from: string | null; readonly to: string | null };
  /** Items the whole run will bring, when known: for the progress. */
  readonly total?: number | null;
}

export interface StreamAsk {
  readonly session: Session;
  /** `next` of the last page stored when the run before did not finish, else null: then begin at the newest end. */
  readonly resume: Json;
  /** First local day wanted: null for everything there ever was (first run, or a full one). */
  readonly from: string | null;
  /** A person asked for a whole run, or it is the first. */
  readonly full: boolean;
  /** What is stored of another stream of the account, newest first: for streams that ask about each of its items. */
  stored(stream: string): Promise<readonly { readonly external_id: string; readonly local_date: string | null }[]>;
}

export interface Stream {
  /** Such as `activities`, `wellness`, `calendar`, `gear`. Part of the key of what is stored. */
  readonly id: string;
  readonly title: string;
  /** After the first complete run, how far back to look again. The engine gives `from` accordingly. */
  readonly look_back_days: number;
  /** How long what was seen counts as fresh. 0: look at every sync. */
  readonly fresh_s: number;
  /** Calls a run on an unchanged account takes. */
  readonly calls: number;
  /** A scope without which it is left out, said once. */
  readonly scope?: string;
  /** Keys of `raw` (dotted) whose change is no news: counters, fetch times, signed links. */
  readonly noise: readonly string[];
  pages(ask: StreamAsk): AsyncIterable<Page>;
}

/** What there is beyond the list entry of one activity. */
export interface ActivityDetail {
  /** Device files as the platform hands them out, gzip undone or not. Usually one. */
  readonly originals: readonly { readonly label: string; readonly bytes: Uint8Array }[];
  /** From JSON streams; only where there is no file. */
  readonly recording: Recording | null;
  /** A fuller fact than the list gave; null to keep that. */
  readonly fact: ActivityFact | null;
  /** Further payloads by name, kept beside the list entry: laps, intervals, zones, comments, messages. */
  readonly parts: readonly { readonly name: string; readonly raw: Json }[];
  /** A sentence when neither file nor streams can be had, and whether asking again later makes sense. */
  readonly missing: { readonly reason: string; readonly for_good: boolean } | null;
}

// ---- the connector -----------------------------------------------------------------------------------------------

export interface Connector {
  readonly id: PlatformId;
  readonly label: string;
  /** `PACELINE_<…>_BASE_URL`. */
  readonly base_url_env: string;
  readonly ways: readonly LoginWay[];
  readonly policy: SourcePolicy;
  readonly limits: Limits;
  readonly streams: readonly Stream[];
  /** Null when the answer is what was asked for. Called for every answer, 2xx too. */
  trouble(answer: Answer, call: Call): Trouble | null;
  /** Headers that sign a call of an account. `target` is path and query exactly as sent, `body` the bytes. */
  authorize(
    secrets: Secrets,
    request: { readonly method: string; readonly target: string; readonly body: Uint8Array; readonly now_s: number },
  ): Readonly<Record<string, string>>;
  /** Turns what the person gave into secrets and an identity: a real login. `answers` by LoginField id. */
  signIn(caller: Caller, way: string, answers: Readonly<Record<string, string>>): Promise<SignedIn>;
  /** Fresh secrets before or after expiry; the engine calls it once at a time over all processes. Absent: the person must sign in again. */
  renew?(caller: Caller, secrets: Secrets): Promise<Secrets>;
  /** Unix seconds at which the secrets should be renewed beforehand; null when that is not known. */
  expires_s(secrets: Secrets): number | null;
  /** A cheap real call: who am I. For `doctor` and `connect`. */
  check(session: Session): Promise<AccountIdentity>;
  /** Ends the login on the platform (revoke), where it has that. */
  signOut?(caller: Caller, secrets: Secrets): Promise<void>;
  /** Everything about one activity that its list entry does not tell. At most a few calls; several run at once. */
  detail?(session: Session, item: Item): Promise<ActivityDetail>;
  /** How to bring in what this platform holds back or what costs many calls, as `get_data_status` tells it. */
  readonly remedies: { readonly withheld?: string; readonly backlog?: string };
}
