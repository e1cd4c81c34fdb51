const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * One text for each decimal number, however it is written: `1`, `1.0` and `10E-1` are `1`, and `100` is `1E2`. Significant digits without zeros at
 * either end, then the power of ten where it is not 0. What is no number at all stays as it is.
 */
export function canonicalNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = FORM.exec(text) ?? [];
  const all = `${whole}${fraction}`;
  if (all === '') return text;
  const digits = all.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const exponent = Number(power) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}${exponent === 0 ? '' : `E${exponent}`}`;
}
