// Splits a text into words and web addresses. Only an address that is exactly what it looks like becomes a link.

export interface Piece {
  text: string;
  link: boolean;
}

const ADDRESS = /https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%]*)?/gi;
/** A letter that is neither ASCII nor of a script written without spaces: it may imitate, so it must not touch a link. */
const LOOK_ALIKE = /[\p{L}\p{M}\p{Cf}](?<![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])/u;
const TRAILING = /[.,;:!?'*_~]+$/;

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    let address = found.replace(TRAILING, '');
    // "(see https://a.example/b)": the bracket belongs to the sentence unless it was opened inside.
    while (/[)\]]$/.test(address) && !balanced(address)) address = address.slice(0, -1).replace(TRAILING, '');
    const next = String.fromCodePoint(text.codePointAt(index + found.length) ?? 0x20);
    if (next === '@' || LOOK_ALIKE.test(next) || !plain(address)) continue;
    if (index > done) pieces.push({ text: text.slice(done, index), link: false });
    pieces.push({ text: address, link: true });
    done = index + address.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), link: false });
  return pieces;
}

const balanced = (text: string) =>
  text.split(/[([]/).length >= text.split(/[)\]]/).length;

/** `https://bank.example@evil.example` shows one place and leads to another. */
function plain(address: string): boolean {
  try {
    const url = new URL(address);
    return !url.username && !url.password && /^https?:$/.test(url.protocol) && url.hostname.includes('.');
  } catch {
    return false;
  }
}
