// A certified OpenID Connect provider for tests: whoever types a name is that subject. Started with a port and the
// client's origins; says "ready" when it listens.
import Provider from 'oidc-provider';

const [port, ...origins] = process.argv.slice(2);
const names = JSON.parse(process.env.OIDC_NAMES ?? '{}');

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'perfdata',
    client_secret: 'a-secret-of-tests',
    redirect_uris: origins.map((origin) => `${origin}/oidc/back`),
    post_logout_redirect_uris: origins.map((origin) => `${origin}/signin`),
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  pkce: { required: () => true },
  claims: { openid: ['sub'], profile: ['name'] },
  cookies: { keys: ['only-for-tests'] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: names[sub] }) }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
