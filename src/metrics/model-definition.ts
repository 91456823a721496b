/** How a model describes itself: docs/formulas.md and the metric resource are printed from these. */

export interface ModelDefinition {
  /** Stable id in snake_case, such as `critical_power`. */
  readonly id: string;
  readonly title: string;
  /** Unit of the main value, empty when it has none. */
  readonly unit: string;
  /** The formula with its edge cases, in plain text. */
  readonly definition: string;
  /** Author and year of every formula used. */
  readonly source: string;
  /** Raised whenever the same input would give another number. */
  readonly version: number;
}
