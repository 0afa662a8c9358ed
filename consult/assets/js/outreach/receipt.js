// The code that finds one response later: made here, shown once, and only its digest leaves the tablet, sealed.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// 80 bits in four groups of four letters.
export function newReceipt() {
  // 256 is a multiple of 32: no letter is likelier than another.
  const letters = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte % 32]).join("");
  return letters.match(/.{4}/g).join("-");
}

export async function digest(code) {
  const bytes = new TextEncoder().encode(`receipt:${code.replaceAll("-", "")}`);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
