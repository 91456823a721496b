/** Text from files and platforms is untrusted: cleaned of control and invisible characters and bounded, once, on the way in. */

// Controls (except tab and line feed), formatting and zero-width characters, private use, lone surrogates, variation
// selectors, and the two line separators that are neither.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]|\p{Variation_Selector}|[\u2028\u2029]/gu;

/** Cleans a single line such as a name. Returns null when nothing visible remains. */
export function cleanLine(raw: unknown, max_chars = 200): string | null {
  const text = cleanText(raw, max_chars * 4)
    ?.replace(/\s+/g, ' ')
    .trim();
  return text ? cut(text, max_chars) : null;
}

/** Cleans running text such as a note; line breaks stay. Returns null when nothing visible remains. */
export function cleanText(raw: unknown, max_chars = 4000): string | null {
  if (typeof raw !== 'string') return null;
  const text = raw
    .slice(0, max_chars * 4)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .trim();
  return text ? cut(text, max_chars) : null;
}

function cut(text: string, max_chars: number): string {
  if (text.length <= max_chars) return text;
  return `${text
    .slice(0, max_chars - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}
