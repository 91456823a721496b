/** A plain MCP client over stdio, as thin as can be, so that what is timed is the server. */

import { type ChildProcess, spawn } from 'node:child_process';

export interface WireClient {
  readonly process: ChildProcess;
  request(method: string, params?: unknown): Promise<Record<string, unknown>>;
  /** Everything the server wrote to stdout that was not a JSON-RPC message. */
  readonly stray: string[];
  /** Ends standard input; resolves with the milliseconds until the process has gone. */
  end(): Promise<number>;
}

export function startServer(command: string, args: readonly string[], env: NodeJS.ProcessEnv): WireClient {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  const stray: string[] = [];
  let next_id = 1;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    rest += chunk;
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      try {
        const message = JSON.parse(line) as { id?: number; jsonrpc?: string };
        if (message.jsonrpc !== '2.0') stray.push(line);
        if (message.id !== undefined) waiting.get(message.id)?.(message as Record<string, unknown>);
      } catch {
        stray.push(line);
      }
    }
  });
  return {
    process: child,
    stray,
    request(method, params) {
      const id = next_id++;
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    end() {
      const start = performance.now();
      return new Promise((resolve) => {
        child.once('exit', () => resolve(performance.now() - start));
        child.stdin.end();
      });
    },
  };
}

export const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
};
