/** Weights of the check digit, ICAO Doc 9303 part 3, section 4.9. */
const weights = [7, 3, 1];

/** Check digit over 0-9, A-Z (10..35) and `<` (0): weighted sum modulo 10. */
export function checkDigit(text: string): string {
  const sum = [...text].reduce((total, letter, k) => total + valueOf(letter) * weights[k % 3]!, 0);
  return String(sum % 10);
}

function valueOf(letter: string): number {
  if (letter === '<') return 0;
  const code = letter.charCodeAt(0);
  return code >= 65 ? code - 55 : code - 48;
}
