// SPDX-License-Identifier: Apache-2.0
// A real OpenID provider for the tests of `esc-session login`.
//
//   node issuer.mjs KEY CERTIFICATE [ID-TOKEN-SECONDS [CODE-SECONDS
//       [SIGNING-KEY SIGNING-CERTIFICATE]]]
//
// Listens with TLS on a free port of 127.0.0.1, prints its issuer on one line
// and serves until it is killed.  Anybody may log in with any password; the
// account "mallory" has an address that nobody verified.  It signs by a key of
// its own, or by P-256 SIGNING-KEY, whose certificate it then shows: some STS
// take the key from there.
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const [key, certificate, idToken = '600', code = '600', signKey, signCertificate] =
  process.argv.slice(2);

const signingKey = () => {
  const privateKey = signKey
    ? createPrivateKey(readFileSync(signKey))
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'one' };
  if (signCertificate) {
    jwk.x5c = [new X509Certificate(readFileSync(signCertificate)).raw.toString('base64')];
  }
  return jwk;
};

const account = (id) => ({
  accountId: id,
  claims: () => ({
    sub: id,
    preferred_username: id,
    email: `${id}@example.test`,
    email_verified: id !== 'mallory',
  }),
});

const configuration = {
  jwks: { keys: [signingKey()] },
  cookies: { keys: ['only for tests'] },
  conformIdTokenClaims: false, // the person's names stand in the ID token
  claims: { email: ['email', 'email_verified'], profile: ['preferred_username'] },
  clients: [
    {
      client_id: 'ssh',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
      redirect_uris: [],
      response_types: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    },
  ],
  findAccount: (ctx, id) => account(id),
  ttl: { IdToken: Number(idToken), DeviceCode: Number(code) },
  features: { deviceFlow: { enabled: true }, revocation: { enabled: true } },
};

const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) });
server.listen(0, '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  server.on('request', new Provider(issuer, configuration).callback());
  console.log(issuer);
});
