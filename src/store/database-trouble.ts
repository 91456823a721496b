/** What SQLite says when the database as a whole is in trouble, in words a person can act on. */

import { Failure } from '../core/failure.ts';

// Primary result codes, https://sqlite.org/rescode.html
const TROUBLE: Readonly<Record<number, readonly [code: string, message: string, next: string]>> = {
  5: [
    'database_busy',
    'Another program has kept the database locked for over a minute.',
    'End the other program and try again.',
  ],
  8: ['database_read_only', 'The database cannot be written.', 'Set PACELINE_HOME to a folder you can write to.'],
  10: ['database_io', 'The disk failed while the database was read or written.', 'Check the disk, then try again.'],
  11: [
    'database_damaged',
    'The database is damaged.',
    'Look at it with: paceline doctor. Restore a backup, or move the database away and import again.',
  ],
  13: ['disk_full', 'The disk is full.', 'Make room and repeat the command; what is done stays done.'],
  26: ['database_damaged', 'The file is not a database.', 'Restore a backup, or move it away and import again.'],
};

/** Runs something on SQLite; trouble that is not about what was asked for is thrown as a Failure. */
export function explained<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    const trouble = typeof errcode === 'number' ? TROUBLE[errcode & 0xff] : undefined;
    if (!trouble) throw error;
    const [code, message, next] = trouble;
    throw new Failure(code, message, next, { cause: error });
  }
}

/** True for trouble that concerns every write and not what was written. */
export function isDatabaseTrouble(error: unknown): boolean {
  return error instanceof Failure && Object.values(TROUBLE).some(([code]) => code === error.code);
}
