// Bytes as base64 and back.
export const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

export function toBase64(buffer) {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
