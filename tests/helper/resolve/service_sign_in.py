# SPDX-License-Identifier: Apache-2.0
"""ID tokens of people for service.py: FOLDER/sign-in-NAME, good and bad."""
import time

import jwt
from canned import path


def write(name, text):
    with open(path("sign-in-" + name), "w", encoding="utf-8") as f:
        f.write(text)


def make_all(key, stranger, url):
    now = int(time.time())
    good = {"iss": url, "sub": "dana", "preferred_username": "dana",
            "email": "dana@example.com", "email_verified": True,
            "aud": "ssh", "iat": now, "exp": now + 300}

    def sign(name, signer=key, algorithm="RS256", **more):
        write(name, jwt.encode({**good, **more}, signer, algorithm,
                               {"kid": "k1"}))

    write("issuer", url)
    sign("good")
    sign("bob", sub="bob", preferred_username="bob",
         email="bob@example.com")
    sign("unverified", email_verified=False)
    sign("expired", iat=now - 900, exp=now - 300)
    sign("audience", aud="other")
    sign("issued", iss=url + "/other")
    sign("forged", stranger)
    sign("unsigned", None, "none")
    sign("hmac", b"0" * 32, "HS256")
    write("garbage", "no.token.at all")
