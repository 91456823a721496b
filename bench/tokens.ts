/** What the tools cost a model: the published list in tokens (o200k), together and one by one. */

import { encode } from 'gpt-tokenizer/encoding/o200k_base';

export function tokens(value: unknown): number {
  return encode(JSON.stringify(value)).length;
}
