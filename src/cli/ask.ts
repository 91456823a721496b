/** Asks the person at the terminal: lines, hidden secrets, choices, yes or no. Questions go to stderr, so that output can be piped. */

import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface Ask {
  /** True when there is somebody to ask. */
  readonly attended: boolean;
  /** One line, trimmed; empty when only Enter was pressed, or nobody is left to answer. */
  line(question: string, signal?: AbortSignal): Promise<string>;
  /** The same without showing what is typed. */
  secret(question: string): Promise<string>;
  yes(question: string, otherwise: boolean): Promise<boolean>;
  /** The place in `options` of what was chosen. */
  choose(question: string, options: readonly string[]): Promise<number>;
  close(): void;
}

export function createAsk(): Ask {
  const attended = process.stdin.isTTY === true && process.stderr.isTTY === true;
  let hidden = false;
  let made: Interface | undefined;
  const ended = new AbortController();

  function readline(): Interface {
    if (made) return made;
    const output = new Writable({
      write(text: Buffer, _encoding, done) {
        if (!hidden) process.stderr.write(text);
        done();
      },
    });
    made = createInterface({
      input: process.stdin,
      output: Object.assign(output, { columns: 80 }),
      terminal: attended,
    });
    made.once('close', () => ended.abort());
    // Ctrl-C ends the program as it does everywhere else.
    made.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return made;
  }

  async function line(question: string, signal?: AbortSignal): Promise<string> {
    if (ended.signal.aborted) return '';
    const stop = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    const reader = readline();
    try {
      return (await reader.question(question, { signal: stop })).trim();
    } catch (error) {
      if (stop.aborted) return '';
      throw error;
    }
  }

  return {
    attended,
    line,
    async secret(question) {
      process.stderr.write(question);
      hidden = true;
      try {
        return await line('');
      } finally {
        hidden = false;
        process.stderr.write('\n');
      }
    },
    async yes(question, otherwise) {
      const answer = await line(`${question} ${otherwise ? '[Y/n]' : '[y/N]'} `);
      return answer === '' ? otherwise : /^(y|yes)$/i.test(answer);
    },
    async choose(question, options) {
      process.stderr.write(`${question}\n${options.map((option, i) => `  ${i + 1}  ${option}\n`).join('')}`);
      for (;;) {
        const answer = await line(`Number (1 to ${options.length}, Enter for 1): `);
        const number = answer === '' ? 1 : Number(answer);
        if (Number.isInteger(number) && number >= 1 && number <= options.length) return number - 1;
      }
    },
    close() {
      made?.close();
    },
  };
}

/** Lines of standard input, one after the other; null when there are no more. */
export function standardInput(): { next(): Promise<string | null>; close(): void } {
  const reader = createInterface({ input: process.stdin });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await lines.next();
      return done ? null : value.replace(/\r$/, '');
    },
    close: () => reader.close(),
  };
}
