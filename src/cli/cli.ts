/** What every command shares: where to print, in which units, and the opened home. */

import { createSession, type Session } from '../server/session.ts';

export interface GlobalOptions {
  readonly home?: string;
  readonly athlete?: string;
  readonly json?: boolean;
  readonly units?: 'metric' | 'imperial';
}

export interface Cli {
  /** Prints to stdout; the only place that does. */
  print(text: string): void;
  /** Prints to stderr: progress, hints, errors. */
  tell(text: string): void;
  /** Columns of the terminal; 100 when output is not a terminal. */
  readonly width: number;
  /** Opens the home the options name and closes it after `use`. */
  withSession<T>(options: GlobalOptions, use: (session: Session) => Promise<T>): Promise<T>;
}

export function createCli(): Cli {
  // A closed pipe (`paceline list | head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    tell: (text) => void process.stderr.write(`${text}\n`),
    width: process.stdout.isTTY ? process.stdout.columns || 80 : 100,
    async withSession(options, use) {
      const session = createSession({
        ...(options.home === undefined ? {} : { home: options.home }),
        ...(options.athlete === undefined ? {} : { athlete: options.athlete }),
      });
      try {
        return await use(session);
      } finally {
        await session.close();
      }
    },
  };
}
