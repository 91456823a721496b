/** Text search that people expect: case and accents do not matter, and every word has to be there. */

const ASCII = /^[\x20-\x7e\n\t]*$/;

/** Lower case without accents. */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe');
}

/** True when every word of `wanted` occurs somewhere in `texts`, as a whole word or part of one. */
export function textMatcher(wanted: string): (texts: readonly (string | null)[]) => boolean {
  const words = foldText(wanted)
    .split(/\s+/)
    .filter((word) => word !== '');
  return (texts) => {
    const folded = texts.map((text) => (text === null ? '' : foldText(text)));
    return words.every((word) => folded.some((text) => text.includes(word)));
  };
}
