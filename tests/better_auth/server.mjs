// Better Auth in each configuration whose tokens Tasklark meets: one listener on loopback for each,
// with its users in memory. Prints the addresses as one line of JSON, and ends with its input.

import { createServer } from "node:http";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { betterAuth } from "better-auth";
import { bearer, jwt } from "better-auth/plugins";
import { SignJWT } from "jose";

const secret = process.env.BETTER_AUTH_SECRET;
const keyPair = (keyPairConfig) => ({ plugins: [bearer(), jwt({ jwks: { keyPairConfig } })] });
const cachedSession = { cookieCache: { enabled: true, maxAge: 300, strategy: "jwt" } };

const variants = {
  eddsa: { plugins: [bearer(), jwt()] },
  es256: keyPair({ alg: "ES256" }),
  rs256: keyPair({ alg: "RS256", modulusLength: 2048 }),
  ps256: keyPair({ alg: "PS256", modulusLength: 2048 }),
  es512: keyPair({ alg: "ES512" }),
  leaving: { plugins: [bearer(), jwt()] },
  leaving_early: { plugins: [bearer(), jwt()] },
  cookie: { plugins: [bearer()], session: cachedSession },
  signed_cookie: {
    plugins: [bearer(), jwt({ sessionCookieCache: true })],
    session: cachedSession,
  },
  own_sign: {
    plugins: [
      bearer(),
      jwt({
        jwks: { remoteUrl: "http://keys.invalid", keyPairConfig: { alg: "RS256" } },
        jwt: {
          sign: (claims) =>
            new SignJWT(claims)
              .setProtectedHeader({ alg: "HS256", typ: "JWT" })
              .sign(new TextEncoder().encode(secret)),
        },
      }),
    ],
  },
};

function listening(handle) {
  const server = createServer((request, answer) => handle(request, answer));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Let every key be `days` past its time: the next token makes a new one; after 30 it is hidden. */
function expireKeys(tables, days) {
  for (const key of tables.jwks) key.expiresAt = new Date(Date.now() - days * 86_400_000);
}

async function open(options) {
  const tables = { user: [], session: [], account: [], verification: [], jwks: [] };
  const mail = [];
  let authenticate;
  const controls = {
    "/control/mail": () => mail,
    "/control/rotate": () => expireKeys(tables, 1),
    "/control/withdraw": () => expireKeys(tables, 31),
    "/control/leave": () => void setImmediate(() => (server.close(), server.closeAllConnections())),
  };
  const server = await listening((request, answer) => {
    const control = controls[request.url];
    return control ? answer.end(JSON.stringify(control() ?? null)) : authenticate(request, answer);
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  const collect = async ({ token }) => void mail.push(token);
  const auth = betterAuth({
    secret,
    baseURL: url,
    database: memoryAdapter(tables),
    telemetry: { enabled: false },
    logger: { level: "error" },
    emailAndPassword: { enabled: true },
    emailVerification: { sendOnSignUp: true, sendVerificationEmail: collect },
    user: { changeEmail: { enabled: true, sendChangeEmailConfirmation: collect } },
    ...options,
  });
  authenticate = toNodeHandler(auth);
  return url;
}

const urls = {};
for (const [name, options] of Object.entries(variants)) urls[name] = await open(options);
console.log(JSON.stringify(urls));
process.stdin.resume().on("end", () => process.exit());
