/** The one error type that reaches a person: what failed, and what to do next. Never carries secrets or foreign text. */

export class Failure extends Error {
  /** A complete sentence: the next step. */
  readonly next: string | undefined;
  /** Stable id for programs and tests. */
  readonly code: string;

  constructor(code: string, message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.next = next;
  }
}

/** A file that cannot be read as what it claims to be; the message says what is wrong in it, without its name. */
export class FormatError extends Failure {
  constructor(code: string, message: string, next?: string) {
    super(code, message, next);
    this.name = 'FormatError';
  }
}
