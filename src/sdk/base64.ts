// Base64 to and from binary text, as browsers' atob and btoa do it: the sandbox has neither.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The binary text of a base64 text; white space does not count. Throws when it is none. */
export function decodeBase64(text: string): string {
  const compact = String(text).replace(/[\t\n\f\r ]/g, '');
  const digits = compact.length % 4 === 0 ? compact.replace(/={1,2}$/, '') : compact;
  if (digits.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(digits)) {
    throw new RangeError('Expected base64 text: letters, digits, + and /, padded with =.');
  }
  let binary = '';
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    bits = (bits << 6) | ALPHABET.indexOf(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    binary += String.fromCharCode((bits >> held) & 0xff);
    bits &= (1 << held) - 1;
  }
  return binary;
}

/** The base64 text of a binary text. Throws when a character does not fit a byte. */
export function encodeBase64(binary: string): string {
  const bytes = Array.from(String(binary), (character) => character.codePointAt(0) as number);
  if (bytes.some((byte) => byte > 0xff)) throw new RangeError('Expected characters up to U+00FF.');
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.slice(index, index + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const digit = (shift: number) => ALPHABET.charAt((group >> shift) & 63);
    text += digit(18) + digit(12) + (second === undefined ? '=' : digit(6)) + (third === undefined ? '=' : digit(0));
  }
  return text;
}
