#!/usr/bin/env node
/** The entry of everything: command line, MCP server, and the worker threads of both. */

import { isMainThread, workerData } from 'node:worker_threads';

// Node 22 announces its built-in SQLite as experimental on stderr at every start.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
  if (!String(warning).includes('SQLite')) emitWarning(warning, ...rest);
}) as typeof process.emitWarning;

async function main(): Promise<void> {
  if (!isMainThread && workerData === 'paceline-worker') {
    const { startWorker } = await import('./sync/worker.ts');
    startWorker();
    return;
  }
  if (!isMainThread && workerData === 'paceline-sql') {
    const { startSqlWorker } = await import('./store/sql-worker.ts');
    startSqlWorker();
    return;
  }
  const args = process.argv.slice(2);
  if (args[0] === 'mcp' || (args.length === 0 && !process.stdin.isTTY)) {
    // The server is what clients start most often: it must not wait for the command line's modules.
    const { serveFromArguments } = await import('./server/stdio.ts');
    if (serveFromArguments(args.slice(1))) return;
  }
  const { runCommandLine } = await import('./cli/program.ts');
  await runCommandLine(args);
}

void main();
