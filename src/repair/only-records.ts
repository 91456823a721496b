/** A copy of samples with some of their records. */

import type { ChannelId } from '../core/channel.ts';
import type { Samples } from '../core/samples.ts';

/** The records for which `keep` holds, in their order; the input stays as it is. */
export function onlyRecords(samples: Samples, keep: (i: number) => boolean): Samples {
  const kept = new Int32Array(samples.time_s.length);
  let count = 0;
  for (let i = 0; i < kept.length; i++) if (keep(i)) kept[count++] = i;
  const pick = (values: Float64Array): Float64Array => {
    const out = new Float64Array(count);
    for (let k = 0; k < count; k++) out[k] = values[kept[k]!]!;
    return out;
  };
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const id of Object.keys(samples.channels) as ChannelId[]) channels[id] = pick(samples.channels[id]!);
  return {
    time_s: pick(samples.time_s),
    channels,
    extra: samples.extra.map((extra) => ({ ...extra, values: pick(extra.values) })),
  };
}
