/** Chance for the invented athlete: a seeded generator, so that the same options give the same life to the last byte. */

/** sfc32 by Chris Doty-Humphrey, seeded from text. `fork` gives an independent stream, so one activity never shifts another. */
export class Random {
  readonly #key: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare = Number.NaN;

  constructor(key: string) {
    this.#key = key;
    const [a, b, c, d] = hash128(key);
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
    for (let i = 0; i < 12; i++) this.unit();
  }

  fork(name: string): Random {
    return new Random(`${this.#key}/${name}`);
  }

  /** Uniform in [0, 1). */
  unit(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.unit() * from.length)]!;
  }

  /** Normal with mean 0 and standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.unit() - 1;
      const v = 2 * this.unit() - 1;
      const q = u * u + v * v;
      if (q >= 1 || q === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(q)) / q);
      this.#spare = v * scale;
      return u * scale;
    }
  }
}

/** Noise with a memory: standard deviation `sd`, correlation falling to 1/e after `tau_s` steps. */
export class Wander {
  readonly #random: Random;
  readonly #keep: number;
  readonly #fresh: number;
  value: number;

  constructor(random: Random, sd: number, tau_s: number) {
    this.#random = random;
    this.#keep = Math.exp(-1 / tau_s);
    this.#fresh = sd * Math.sqrt(1 - this.#keep * this.#keep);
    this.value = sd * random.normal();
  }

  next(): number {
    this.value = this.value * this.#keep + this.#fresh * this.#random.normal();
    return this.value;
  }
}

function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}
