/** The series dictionary of the golden files: any language that follows it gets the same numbers to the last bit. */

/** A value of a series; null is a missing sample. */
export type Sample = number | null;

/** Series longer than this are refused: no case needs a month of seconds. */
const LONGEST = 5_000_000;

/**
 * Replaces every `{gen: …}` inside a value, at any depth, by the series it describes.
 * Throws an Error that names the generator when its parameters make no series.
 */
export function expandGenerators(value: unknown, depth = 0): unknown {
  if (depth > 64) throw new Error('generators nest too deeply');
  if (Array.isArray(value)) return value.map((v) => expandGenerators(v, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  if ('gen' in value) return series(value, depth);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, expandGenerators(v, depth + 1)]));
}

/** The series a generator, an array of samples or generators, or a single number stands for. */
export function series(spec: unknown, depth = 0): Sample[] {
  if (depth > 64) throw new Error('generators nest too deeply');
  if (typeof spec === 'number' || spec === null) return [spec];
  if (Array.isArray(spec)) {
    return bounded(spec.flatMap((v) => (typeof v === 'object' && v !== null ? series(v, depth + 1) : [sample(v)])));
  }
  if (typeof spec !== 'object' || spec === undefined) throw new Error(`not a series: ${JSON.stringify(spec)}`);
  const g = spec as Record<string, unknown>;
  const name = String(g.gen);
  const number = (key: string, otherwise?: number): number => {
    const found = g[key] ?? otherwise;
    if (typeof found !== 'number' || !Number.isFinite(found)) throw new Error(`generator ${name}: ${key} is missing`);
    return found;
  };
  const of = (): Sample[] => series(g.of, depth + 1);
  const each = (make: (i: number, n: number) => Sample): Sample[] => {
    const n = number('n');
    if (!Number.isInteger(n) || n < 0 || n > LONGEST) throw new Error(`generator ${name}: n is ${n}`);
    return Array.from({ length: n }, (_, i) => make(i, n));
  };
  const map = (change: (v: number) => number): Sample[] => of().map((v) => (v === null ? null : change(v)));

  switch (name) {
    case 'const': {
      const value = sample(g.value);
      return each(() => value);
    }
    case 'ramp': {
      const from = number('from');
      const to = number('to');
      return each((i, n) => (n === 1 ? from : from + ((to - from) * i) / (n - 1)));
    }
    case 'square': {
      const lo = number('lo');
      const hi = number('hi');
      const half = number('half');
      return each((i) => (Math.floor(i / half) % 2 === 0 ? lo : hi));
    }
    case 'sine': {
      const middle = number('mean', 0);
      const amp = number('amp');
      const period = number('period');
      return each((i) => middle + amp * Math.sin((2 * Math.PI * i) / period));
    }
    case 'lcg': {
      const lo = number('lo');
      const range = number('hi') - lo + 1;
      let x = number('seed') % 2 ** 32;
      return each(() => {
        x = (1664525 * x + 1013904223) % 2 ** 32;
        return lo + Math.floor((x * range) / 2 ** 32);
      });
    }
    case 'range': {
      const start = number('start', 0);
      const step = number('step', 1);
      return each((i) => start + i * step);
    }
    case 'concat':
      return bounded(parts(g).flatMap((part) => series(part, depth + 1)));
    case 'repeat': {
      const once = of();
      const times = number('times');
      if (!Number.isInteger(times) || times < 0 || once.length * times > LONGEST) {
        throw new Error(`generator repeat: times is ${times}`);
      }
      return Array.from({ length: once.length * times }, (_, i) => once[i % once.length]!);
    }
    case 'add': {
      const all = parts(g).map((part) => series(part, depth + 1));
      const length = Math.max(0, ...all.map((s) => s.length));
      // A single number is added to every sample.
      if (all.some((s) => s.length !== length && s.length !== 1)) throw new Error('generator add: lengths differ');
      return Array.from({ length }, (_, i) => {
        let sum = 0;
        for (const s of all) {
          const v = s.length === 1 ? s[0]! : s[i]!;
          if (v === null) return null;
          sum += v;
        }
        return sum;
      });
    }
    case 'round':
      return map((v) => Math.floor(v + 0.5));
    case 'clip': {
      const lo = number('lo', -Number.MAX_VALUE);
      const hi = number('hi', Number.MAX_VALUE);
      return map((v) => Math.min(hi, Math.max(lo, v)));
    }
    case 'cumsum': {
      let sum = number('init', 0);
      const scale = number('scale', 1);
      return map((v) => {
        sum += v * scale;
        return sum;
      });
    }
    case 'where': {
      const out = of();
      if (!Array.isArray(g.set)) throw new Error('generator where: set is missing');
      for (const range of g.set as unknown[]) {
        if (!Array.isArray(range) || range.length !== 3) throw new Error('generator where: set needs [a, b, value]');
        const from = Math.max(0, Number(range[0]));
        for (let i = from; i < Math.min(out.length, Number(range[1])); i++) out[i] = sample(range[2]);
      }
      return out;
    }
    default:
      throw new Error(`unknown generator ${name}`);
  }
}

function parts(g: Record<string, unknown>): unknown[] {
  if (!Array.isArray(g.parts)) throw new Error(`generator ${String(g.gen)}: parts is missing`);
  return g.parts;
}

function sample(value: unknown): Sample {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new Error(`not a sample: ${JSON.stringify(value)}`);
}

function bounded(samples: Sample[]): Sample[] {
  if (samples.length > LONGEST) throw new Error('series too long');
  return samples;
}
