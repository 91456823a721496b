/** A server process spoken to line by line, so that a test sees every byte it prints and the moment it ends. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cleanEnvironment } from './program.ts';

export interface Message {
  readonly jsonrpc?: string;
  readonly id?: number | string | null;
  readonly method?: string;
  readonly result?: { readonly [key: string]: unknown };
  readonly error?: { readonly code: number; readonly message: string };
}

export class WireSession {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  #out = '';
  #err = '';
  #next_id = 1;
  readonly #waiting = new Map<unknown, (message: Message) => void>();

  constructor(program: string, home: string, options: { args?: readonly string[]; before?: readonly string[] } = {}) {
    const [command, ...rest] = [...(options.before ?? []), process.execPath, program, ...(options.args ?? ['mcp'])];
    this.child = spawn(command!, rest, { env: cleanEnvironment(home), stdio: 'pipe' });
    this.ended = new Promise((done) => this.child.once('close', done));
    this.child.stdin.on('error', () => {});
    this.child.stderr.on('data', (data: Buffer) => {
      this.#err += data.toString();
    });
    let rest_of_line = '';
    this.child.stdout.setEncoding('utf8').on('data', (data: string) => {
      this.#out += data;
      const lines = (rest_of_line + data).split('\n');
      rest_of_line = lines.pop()!;
      for (const line of lines) this.#hear(line);
    });
  }

  /** Everything printed so far. */
  get stdout(): string {
    return this.#out;
  }

  get stderr(): string {
    return this.#err;
  }

  write(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  notify(method: string, params: object = {}): void {
    this.write(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  /** Sends a request and returns its id without waiting. */
  send(method: string, params: object = {}): number {
    const id = this.#next_id++;
    this.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  /** The answer to a request. */
  async ask(method: string, params: object = {}): Promise<Message> {
    return this.answer(this.send(method, params));
  }

  /** The answer to the request of this id; to be asked for before it can have come. */
  answer(id: number): Promise<Message> {
    return new Promise((tell) => this.#waiting.set(id, tell));
  }

  async initialize(version: string): Promise<Message> {
    const answer = await this.ask('initialize', {
      protocolVersion: version,
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    this.notify('notifications/initialized');
    return answer;
  }

  /** Ends its input; resolves with exit code and the milliseconds it took to go. */
  async end(): Promise<{ readonly code: number | null; readonly ms: number }> {
    const started = performance.now();
    this.child.stdin.end();
    const code = await this.ended;
    return { code, ms: performance.now() - started };
  }

  #hear(line: string): void {
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch {
      // Left to the test that looks at what was printed.
      return;
    }
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}
