/** Whole numbers that sum exactly to the rounded total: floors first, then the largest remainders get the rest. */
export function sumToTotal(parts: readonly number[]): readonly number[] {
  const floors = parts.map((part) => Math.floor(part));
  const total = Math.round(parts.reduce((sum, part) => sum + part, 0));
  const order = parts.map((part, index) => ({ index, rest: part - Math.floor(part) })).sort((a, b) => b.rest - a.rest || a.index - b.index);
  let left = total - floors.reduce((sum, floor) => sum + floor, 0);
  const whole = [...floors];
  for (const { index } of order) {
    if (left <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
    left -= 1;
  }
  return whole;
}
