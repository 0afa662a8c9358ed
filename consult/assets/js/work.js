// Looks for a number that gives, behind the token, a SHA-256 which begins with so many bits of nought.
const AT_ONCE = 64;

self.onmessage = async ({ data: { token, bits } }) => {
  const encoder = new TextEncoder();
  const digest = (number) => crypto.subtle.digest("SHA-256", encoder.encode(`${token}:${number}`));
  for (let first = 0; ; first += AT_ONCE) {
    const found = await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => digest(first + more)));
    const place = found.findIndex((one) => new DataView(one).getUint32(0) >>> (32 - bits) === 0);
    if (place >= 0) return self.postMessage(String(first + place));
  }
};
