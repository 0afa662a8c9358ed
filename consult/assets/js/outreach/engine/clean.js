// What people type, fit to be kept: as consult/questionnaire/texts.py cleans it.
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const LINE_ENDS = /\r\n?|[\u2028\u2029\x0b\x0c\x85]/g;
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex
const NEVER_TEXT = /[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]/g;

export function clean(words) {
  if (LONE_SURROGATE.test(words)) return null;
  const even = words.replace(LINE_ENDS, "\n").replaceAll("\t", " ");
  return even.replace(NEVER_TEXT, "").replace(REORDERING, "").normalize("NFC").trim();
}

// Characters as the server counts them.
export const length = (words) => [...words].length;

// The same with the digits of every script written 0 to 9. In Unicode a script's nought stands at x0 or x6; only the
// mathematical digits follow one another without a gap.
export function asciiDigits(words) {
  return words.replace(/\p{Nd}/gu, (one) => {
    const point = one.codePointAt(0);
    if (point >= 0x1d7ce && point <= 0x1d7ff) return String((point - 0x1d7ce) % 10);
    const start = point & ~15;
    return String(point - start - (/\p{Nd}/u.test(String.fromCodePoint(start)) ? 0 : 6));
  });
}
