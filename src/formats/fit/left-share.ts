/** FIT's left/right balance: a share and a bit that says whose it is. NaN stands for an invalid value. */

/** `left_right_balance` (uint8): low seven bits percent; the high bit says it is the right leg's. */
export function leftShare(raw: number): number {
  if (Number.isNaN(raw) || raw === 0xff) return Number.NaN;
  return raw & 0x80 ? 100 - (raw & 0x7f) : raw & 0x7f;
}

/** `left_right_balance_100` (uint16): low fourteen bits in 1/100 %; the high bit says it is the right leg's. */
export function leftShare100(raw: number): number {
  if (Number.isNaN(raw) || raw === 0xffff) return Number.NaN;
  const share = (raw & 0x3fff) / 100;
  return raw & 0x8000 ? 100 - share : share;
}

/** Without the bit the side is not known; it is taken as the left. */
export function saysWhichSide(raw: number): boolean {
  return (raw & 0x80) !== 0;
}
