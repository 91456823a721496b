/** The downhill simplex (Nelder & Mead 1965): refines parameters where the target has no useful derivative. */

export interface SimplexSolution {
  readonly parameters: readonly number[];
  readonly value: number;
}

/**
 * Minimises `target` from `start`; `step` sets the size of the first simplex in each direction. A target that is not
 * finite counts as worst, which is how callers keep the search inside a region. Stops after `max_evaluations`.
 */
export function nelderMead(
  target: (parameters: readonly number[]) => number,
  start: readonly number[],
  step: readonly number[],
  max_evaluations = 400,
): SimplexSolution {
  let evaluations = 0;
  const vertex = (parameters: number[]): SimplexSolution => {
    evaluations++;
    const value = target(parameters);
    return { parameters, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY };
  };
  const simplex = [vertex([...start])];
  for (let k = 0; k < start.length; k++) simplex.push(vertex(start.map((p, i) => (i === k ? p + step[k]! : p))));

  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    const width = Math.max(
      ...worst.parameters.map((p, i) => Math.abs(p - best.parameters[i]!) / (Math.abs(best.parameters[i]!) + 1e-9)),
    );
    if (evaluations >= max_evaluations || width < 1e-10 || start.length === 0) return best;

    const rest = simplex.slice(0, -1);
    const centre = start.map((_, i) => rest.reduce((sum, v) => sum + v.parameters[i]!, 0) / rest.length);
    const along = (factor: number) => vertex(centre.map((c, i) => c + factor * (worst.parameters[i]! - c)));
    const reflected = along(-1);
    let replacement: SimplexSolution | null = null;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      replacement = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex.at(-2)!.value) {
      replacement = reflected;
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) replacement = contracted;
    }
    if (replacement) simplex[simplex.length - 1] = replacement;
    else {
      for (let k = 1; k < simplex.length; k++) {
        simplex[k] = vertex(simplex[k]!.parameters.map((p, i) => (p + best.parameters[i]!) / 2));
      }
    }
  }
}
