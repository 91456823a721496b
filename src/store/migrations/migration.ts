/** One step of the schema. */

export interface Migration {
  readonly name: string;
  /** Statements applied in one transaction with the steps before it that were missing. */
  readonly sql: string;
}
