/** A few kills of a running import; `npm run kill` does two hundred. */

import { expect, it } from 'vitest';
import { killImports } from '../bench/kill.ts';

it('completes an import that was killed as if nothing had happened', { timeout: 300_000 }, async () => {
  const { kills, failures } = await killImports({ times: 8, seed: 'a few', days: 8 });
  expect(failures).toEqual([]);
  expect(kills).toBeGreaterThanOrEqual(8);
});
