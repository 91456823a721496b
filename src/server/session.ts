/** One opened home and the athlete it is asked about: made on first use, shared by every call of a process. */

import type { QueryContext } from '../queries/context.ts';
import type { Paceline } from '../sync/open.ts';

export interface SessionOptions {
  /** Default: PACELINE_HOME or the platform's data folder. */
  readonly home?: string;
  /** Name or number; default the first athlete. */
  readonly athlete?: string;
}

export interface Session {
  paceline(): Promise<Paceline>;
  /** What a query needs, as of now. Cheap: settings are read again only after a change. */
  context(): Promise<QueryContext>;
  /** Starts computing what is stale unless that runs already; resolves at once. */
  refresh(): Promise<void>;
  /** Starts fetching from connected accounts when they were not looked at for a while; resolves at once. */
  refreshMirror(): Promise<void>;
  /** How old what connected platforms have told is, when that is worth saying; else null. */
  ageNote(): Promise<string | null>;
  close(): Promise<void>;
}

export function createSession(options: SessionOptions = {}): Session {
  let opened: Promise<Paceline> | undefined;
  let cached: { version: string; context: QueryContext } | undefined;
  let background: Promise<void> | undefined;
  const abort = new AbortController();
  // A server must answer its first message before the engine is needed.
  const engine = () => import('./open-home.ts');

  const session: Session = {
    paceline() {
      opened ??= engine().then(({ openPaceline }) => openPaceline(options.home));
      // A home that could not be opened may be there at the next call (a drive mounted, rights corrected).
      opened.catch(() => {
        opened = undefined;
      });
      return opened;
    },
    async context() {
      const paceline = await session.paceline();
      const { currentContext, holds } = await engine();
      if (cached && holds(cached.context, cached.version)) return cached.context;
      const context = await currentContext(paceline, options.athlete);
      cached = { version: paceline.store.version(), context };
      return context;
    },
    async refresh() {
      if (background || abort.signal.aborted) return;
      const paceline = await session.paceline();
      const { computeStale } = await engine();
      background = computeStale(paceline, abort.signal)
        .catch((error: unknown) => {
          if (!abort.signal.aborted) process.stderr.write(`paceline: recomputing stopped: ${String(error)}\n`);
        })
        .finally(() => {
          background = undefined;
        });
    },
    async refreshMirror() {
      if (abort.signal.aborted || !cached) return;
      const { refreshAccounts } = await engine();
      await refreshAccounts(cached.context).catch((error: unknown) => {
        process.stderr.write(`paceline: refreshing stopped: ${String(error)}\n`);
      });
    },
    async ageNote() {
      if (!cached) return null;
      const { noteOfAge } = await engine();
      return noteOfAge(cached.context);
    },
    async close() {
      abort.abort();
      await background;
      const paceline = await opened?.catch(() => undefined);
      opened = undefined;
      if (!paceline) return;
      const { stopSync } = await engine();
      await stopSync(paceline.store);
      await paceline.store.close();
    },
  };
  return session;
}
