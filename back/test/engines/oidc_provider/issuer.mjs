// An issuer for tests: node issuer.mjs PORT CLIENTS, where CLIENTS are those of OpenID Connect
// Dynamic Client Registration, as JSON.  Its login page takes any name and password; a name is the
// subject, and the groups of `lead` and `developer` are their own.
import Provider from "oidc-provider";

const [port, clients] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const groups = { lead: ["leads"], developer: ["developers"] };

const provider = new Provider(issuer, {
  clients: JSON.parse(clients),
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["given_name", "family_name", "groups"],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["for tests only"] },
  enabledJWA: { clientAuthSigningAlgValues: ["RS256", "ES256", "EdDSA"] },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@example.com`,
      email_verified: id !== "unverified",
      given_name: id,
      family_name: "Person",
      groups: groups[id] ?? [],
    }),
  }),
});

provider.listen(Number(port), "127.0.0.1");
