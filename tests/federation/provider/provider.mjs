// A certified OpenID provider on loopback for the tests. Prints "ready" when it listens.
// Environment: PORT, REDIRECT_URI, AFTER_LOGOUT_URI, BACKCHANNEL_URI, CLIENT_SECRET, TOKEN_SECONDS.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const { PORT, REDIRECT_URI, AFTER_LOGOUT_URI, BACKCHANNEL_URI, CLIENT_SECRET, TOKEN_SECONDS } = process.env;

// Keys are made at each start: to start again on the same port is to rotate them.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };

// "mitarbeit" in the name of the login makes a member of staff, as a directory group would.
const findAccount = (_context, id) => ({
  accountId: id,
  claims: () => ({ sub: id, name: `Person ${id}`, groups: id.includes('mitarbeit') ? ['app-desk', 'canteen'] : [] }),
});

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [
    {
      client_id: 'city-app',
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: [AFTER_LOGOUT_URI],
      backchannel_logout_uri: BACKCHANNEL_URI,
      backchannel_logout_session_required: true,
      token_endpoint_auth_method: 'client_secret_basic',
      require_auth_time: true,
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'groups'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['cookie-key-of-the-tests'] },
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
  // Without its protection against internal addresses: here everything is on loopback.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  findAccount,
  jwks: { keys: [key] },
  pkce: { required: () => true },
  ttl: { IdToken: Number(TOKEN_SECONDS), AccessToken: 60, AuthorizationCode: 60, Grant: 600, Interaction: 600, Session: 600 },
});

provider.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
