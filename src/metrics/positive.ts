/** The one test every formula needs before it divides: a finite number above zero. */

export function isPositive(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
