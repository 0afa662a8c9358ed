"""A small provider of OpenID Connect, a process of its own: python -m tests.oidc_provider PORT CLIENT SECRET

It does what a provider does (discovery, keys, authorization code with PKCE, ID tokens signed with RS256, user
information) and takes everybody for who /switches says they are. There it is also told how to lie:
{"sub", "email", "email_verified", "name", "acr": what it says of the person;
 "lie": "nonce", "audience", "issuer", "expired", "none", "hmac", "other_key", "no_id_token", "metadata", "userinfo"}.
"""

import base64
import hashlib
import hmac
import secrets
import sys
import time
from urllib.parse import urlencode

from flask import Flask, abort, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey

HONEST = {"sub": "person-1", "email": "sam@council.example", "email_verified": True, "name": "Sam Jones", "lie": None}


def provider(issuer, client_id, client_secret):
    """The provider's application."""
    app, key, other_key = Flask("provider"), RSAKey.generate_key(2048), RSAKey.generate_key(2048)
    said, codes, tokens = dict(HONEST), {}, {}

    @app.post("/switches")
    def switches():
        said.clear()
        said.update(HONEST | request.json)
        return "", 204

    @app.get("/switches")
    def asked():
        return jsonify(seen=codes.get("last"))

    @app.get("/.well-known/openid-configuration")
    def discovery():
        return jsonify(
            issuer="https://other.example" if said["lie"] == "metadata" else issuer,
            authorization_endpoint=f"{issuer}/authorize", token_endpoint=f"{issuer}/token",
            userinfo_endpoint=f"{issuer}/userinfo", jwks_uri=f"{issuer}/keys",
            # A careless provider's list.
            id_token_signing_alg_values_supported=["none", "HS256", "RS256"],
            response_types_supported=["code"], subject_types_supported=["public"],
            code_challenge_methods_supported=["S256"],
        )  # fmt: skip

    @app.get("/keys")
    def keys():
        return jsonify(keys=[key.as_dict(private=False, kid="1", alg="RS256", use="sig")])

    @app.get("/authorize")
    def authorize():
        asked = request.args
        codes["last"] = asked.to_dict()
        if asked["client_id"] != client_id or asked["response_type"] != "code" or "openid" not in asked["scope"]:
            abort(400)
        if asked.get("code_challenge_method") != "S256" or len(asked["code_challenge"]) != 43:
            abort(400)
        code = secrets.token_urlsafe(16)
        codes[code] = asked.to_dict()
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    @app.post("/token")
    def token():
        given, who = request.form, request.authorization
        asked = codes.pop(given["code"], None)
        if who is None or (who.username, who.password) != (client_id, client_secret):
            return jsonify(error="invalid_client"), 401
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked is None or asked["redirect_uri"] != given["redirect_uri"]:
            return jsonify(error="invalid_grant"), 400
        if challenge.decode() != asked["code_challenge"]:
            return jsonify(error="invalid_grant"), 400
        access = secrets.token_urlsafe(16)
        tokens[access] = True
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return jsonify(answer if said["lie"] == "no_id_token" else answer | {"id_token": id_token(asked)})

    def id_token(asked):
        lie, moment = said["lie"], int(time.time())
        claims = {name: said[name] for name in ("sub", "email", "email_verified", "xms_edov", "name", "acr")
                  if said.get(name) is not None}  # fmt: skip
        claims |= {"iss": issuer, "aud": client_id, "nonce": asked["nonce"], "iat": moment, "exp": moment + 300}
        if lie == "nonce":
            claims["nonce"] = "another"
        if lie == "audience":
            claims["aud"] = "another-client"
        if lie == "issuer":
            claims["iss"] = "https://other.example"
        if lie == "expired":
            claims |= {"iat": moment - 7200, "exp": moment - 3600}
        if lie == "userinfo":
            del claims["email"], claims["email_verified"]
        return signed(claims, lie)

    def b64(part):
        return base64.urlsafe_b64encode(app.json.dumps(part).encode()).rstrip(b"=")

    def signed(claims, lie):
        if lie == "none":
            return f"{b64({'alg': 'none', 'typ': 'JWT'}).decode()}.{b64(claims).decode()}."
        if lie == "hmac":
            # Signed with what everybody may read, for a reader who takes it for a shared secret.
            head = ".".join(part.decode() for part in (b64({"alg": "HS256", "kid": "1"}), b64(claims)))
            mark = hmac.digest(key.as_pem(private=False), head.encode(), "sha256")
            return f"{head}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, other_key if lie == "other_key" else key)

    @app.get("/userinfo")
    def userinfo():
        if request.authorization is None or request.authorization.token not in tokens:
            abort(401)
        sub = "somebody-else" if said["lie"] == "userinfo" else said["sub"]
        return jsonify(sub=sub, email=said["email"], email_verified=said["email_verified"])

    return app


if __name__ == "__main__":
    port, client_id, client_secret = sys.argv[1:]
    provider(f"http://127.0.0.1:{port}", client_id, client_secret).run(port=int(port), threaded=True)
