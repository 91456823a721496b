/** MCP over standard input and output. Nothing but protocol ever goes to stdout. */

import { Console } from 'node:console';
import { parseArgs } from 'node:util';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';
import { buildServer } from './mcp-server.ts';
import { createSession, type SessionOptions } from './session.ts';

/** Serves until standard input ends; then everything is closed and the process ends, whatever it was doing. */
export function serveOverStdio(options: SessionOptions = {}): void {
  // A stray print from any library would corrupt the protocol.
  globalThis.console = new Console(process.stderr);
  // Compiling a validator per schema costs more than the few messages of a session gain.
  z.config({ jitless: true });
  const session = createSession(options);
  serveStdio(() => buildServer(session), {
    onerror: (error) => process.stderr.write(`paceline: ${error.message}\n`),
  });
  // Nobody is left to hear an answer; a statement still running in its thread must not keep the process.
  const close = () => void session.close().finally(() => process.exit());
  process.stdin.once('end', close);
  process.stdin.once('close', close);
}

/** `paceline mcp [--home <folder>] [--athlete <name>]`. False, and nothing done, when there is anything else in the arguments. */
export function serveFromArguments(args: readonly string[]): boolean {
  let values: { home?: string; athlete?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options: { home: { type: 'string' }, athlete: { type: 'string' } } }));
  } catch {
    return false;
  }
  serveOverStdio(values);
  return true;
}
