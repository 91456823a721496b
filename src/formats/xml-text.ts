/** What the XML writers share: text made safe for XML 1.0, and numbers without noise. */

/** Characters that XML 1.0 cannot carry at all, even escaped. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text for element content and double-quoted attributes. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/** A finite number with at most `decimals` places and no trailing zeros; never exponent notation. */
export function plainNumber(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  if (!text.includes('.')) return text;
  const trimmed = text.replace(/\.?0+$/, '');
  return trimmed === '-0' ? '0' : trimmed;
}
