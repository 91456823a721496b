/** Mean, extreme and count over the valid cells of a channel; NaN marks a cell without a value. */

/** Mean of the cells that have a value; NaN when none has. */
export function meanValue(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
  }
  return sum / count;
}

/** Mean of the cells above zero; NaN when none is. */
export function meanPositive(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > 0) {
      sum += value;
      count++;
    }
  }
  return sum / count;
}

/** Largest value; NaN when there is none. */
export function maxValue(values: Float64Array): number {
  let max = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value <= max) && !Number.isNaN(value)) max = value;
  }
  return max;
}

/** Smallest value; NaN when there is none. */
export function minValue(values: Float64Array): number {
  let min = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= min) && !Number.isNaN(value)) min = value;
  }
  return min;
}

/** Number of cells that have a value. */
export function validCount(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) count++;
  return count;
}

/** Sum of the cells that have a value. */
export function sumValue(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) sum += value;
  }
  return sum;
}
