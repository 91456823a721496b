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

/** True when every word of `wanted` occurs somewhere in a folded text, as a whole word or part of one. */
export function textMatcher(wanted: string): (folded: string) => boolean {
  const words = foldText(wanted)
    .split(/\s+/)
    .filter((word) => word !== '');
  return (folded) => words.every((word) => folded.includes(word));
}
