// A finished response is sealed to the wave's public key before anything of it is stored: HPKE (RFC 9180) in base mode.
// The wave, the version and the record's own id are bound in.
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { fromBase64, toBase64 } from "./base64.js";

const PURPOSE = "consult outreach response 1";
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = new TextEncoder();

export const publicKey = (pack) => suite.kem.deserializePublicKey(fromBase64(pack.public_key).buffer);

// The record as it is kept and sent. `plain` is what only the server will read.
export async function seal(pack, recipientPublicKey, session, plain) {
  const id = crypto.randomUUID();
  const info = utf8.encode([PURPOSE, pack.wave, pack.version, id].join("\n"));
  const sealed = await suite.seal({ recipientPublicKey, info }, utf8.encode(JSON.stringify(plain)));
  return {
    id,
    session,
    wave: pack.wave,
    version: pack.version,
    enc: toBase64(sealed.enc),
    ct: toBase64(sealed.ct),
  };
}
