/** What every fake platform stands on: a real HTTP server that counts calls and fails when told to. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fake's clock, Unix seconds. */
  readonly at_s: number;
  readonly status: number;
  /** When it came and when its answer was ready, on the process's own clock. */
  readonly began_ms: number;
  readonly ended_ms: number;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** The body as JSON; null when it is none. */
  json(): unknown;
  form(): URLSearchParams;
}

export interface FakeResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; text and bytes as they are; undefined as an empty body. */
  readonly body?: unknown;
}

export interface Fault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** How many calls it strikes; default 1. */
  readonly times?: number;
  /** Hang up instead of answering: before the answer, or in the middle of it. */
  readonly drop?: 'before' | 'middle';
  /** Strike only after this many matching calls went well. */
  readonly after?: number;
}

export interface FakeServer {
  readonly url: string;
  readonly calls: FakeCall[];
  /** Milliseconds every answer takes. */
  delay_ms: number;
  /** Unix seconds as the platform sees them; null follows the machine. */
  clock_s: number | null;
  now(): number;
  /** Makes the next calls whose path matches go wrong. */
  fail(path: RegExp, fault: Fault): void;
  close(): Promise<void>;
}

type Handler = (request: FakeRequest) => FakeResponse | Promise<FakeResponse>;

interface Pending {
  readonly path: RegExp;
  readonly fault: Fault;
  after: number;
  times: number;
}

/** Listens on a free port of 127.0.0.1, or on `port`. `headers` are added to every answer (a Date that follows the clock is). */
export async function startServer(handler: Handler, port = 0): Promise<FakeServer> {
  const faults: Pending[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const fake: FakeServer & { url: string } = {
    url: '',
    calls: [],
    delay_ms: 0,
    clock_s: null,
    now: () => fake.clock_s ?? Math.floor(Date.now() / 1000),
    fail(path, fault) {
      faults.push({ path, fault, after: fault.after ?? 0, times: fault.times ?? 1 });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began_ms = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const target = request.url ?? '/';
    const url = new URL(target, 'http://fake');
    const method = request.method ?? 'GET';
    const path = decodeURI(url.pathname);
    const record = (status: number) =>
      fake.calls.push({
        method,
        path,
        query: url.searchParams,
        at_s: fake.now(),
        status,
        began_ms,
        ended_ms: performance.now(),
      });
    if (fake.delay_ms > 0) await new Promise((resolve) => setTimeout(resolve, fake.delay_ms));
    const fault = strike(`${method} ${target}`);
    if (fault?.drop === 'before') {
      record(0);
      request.socket.destroy();
      return;
    }
    let result: FakeResponse;
    try {
      result =
        fault && fault.drop === undefined
          ? { status: fault.status ?? 500, headers: fault.headers ?? {}, body: fault.body }
          : await handler({
              method,
              path,
              query: url.searchParams,
              target,
              headers: request.headers,
              body,
              json: () => {
                try {
                  return JSON.parse(body.toString('utf8')) as unknown;
                } catch {
                  return null;
                }
              },
              form: () => new URLSearchParams(body.toString('utf8')),
            });
    } catch (error) {
      // A fake that breaks must be seen in the test, not retried away.
      process.stderr.write(`fake platform: ${method} ${target}: ${(error as Error).stack}\n`);
      result = { status: 599, body: 'the fake broke' };
    }
    const [bytes, type] = encode(result.body);
    record(result.status ?? 200);
    response.writeHead(result.status ?? 200, {
      date: new Date(fake.now() * 1000).toUTCString(),
      ...(type ? { 'content-type': type } : {}),
      'content-length': String(bytes.length),
      ...result.headers,
    });
    if (fault?.drop === 'middle') {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
      return;
    }
    response.end(bytes);
  }

  function strike(line: string): Fault | null {
    const found = faults.find((pending) => pending.path.test(line));
    if (!found) return null;
    if (found.after-- > 0) return null;
    if (--found.times <= 0) faults.splice(faults.indexOf(found), 1);
    return found.fault;
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

function encode(body: unknown): [bytes: Buffer, type: string | null] {
  if (body === undefined) return [Buffer.alloc(0), null];
  if (typeof body === 'string') return [Buffer.from(body), 'text/html; charset=utf-8'];
  if (body instanceof Uint8Array) return [Buffer.from(body), 'application/octet-stream'];
  return [Buffer.from(JSON.stringify(body)), 'application/json; charset=utf-8'];
}
