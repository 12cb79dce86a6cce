import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { refuse } from '../refusal/catalogue.ts';
import { RefusalError } from '../refusal/refusal.ts';
import type { Caller } from './caller.ts';
import { isRole } from './roles.ts';

export interface TokenSettings {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience: string;
}

/**
 * @throws RefusalError `token.invalid` when a token was shown that does not verify, even where nobody needs one;
 *   `issuer.unreachable` when that cannot be known, because the issuer's keys cannot be fetched.
 */
export type Verify = (authorization: string | undefined) => Promise<Caller | undefined>;

/** How many tokens are remembered; the oldest makes room. */
const remembered = 5_000;

/** An issuer may withdraw a key: nothing verified is believed longer than this, in milliseconds. */
const believed = 60_000;

/**
 * Verifies access tokens (JWT, RFC 9068 shape) against the issuer's keys.
 * What verified is remembered by the token's hash until it expires, at most as long as the keys may be believed.
 */
export function tokenVerifier(settings: TokenSettings): Verify {
  const keys = createRemoteJWKSet(new URL(settings.jwksUrl), {
    cacheMaxAge: 600_000,
    cooldownDuration: 5_000,
  });
  const known = new Map<string, { caller: Caller; until: number }>();

  return async (authorization) => {
    if (authorization === undefined) return undefined;
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new RefusalError(refuse('token.invalid'));
    const hash = createHash('sha256').update(token).digest('base64');
    const now = Date.now();
    const hit = known.get(hash);
    if (hit && hit.until > now) return hit.caller;
    const payload = await verified(token);
    const caller = callerOf(payload, token);
    if (known.size >= remembered) known.delete(known.keys().next().value ?? '');
    known.set(hash, { caller, until: Math.min((payload.exp ?? 0) * 1000, now + believed) });
    return caller;
  };

  async function verified(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.issuer,
        audience: settings.audience,
        requiredClaims: ['exp', 'sub', 'role'],
        algorithms: ['EdDSA', 'ES256', 'RS256', 'PS256'],
      });
      return payload;
    } catch (cause) {
      throw new RefusalError(refuse(isAboutKeys(cause) ? 'issuer.unreachable' : 'token.invalid'), { cause });
    }
  }
}

/** Everything jose finds wrong with a token has a class of its own; what fails on the way to the keys has not. */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  );
}

function callerOf(claims: JWTPayload, token: string): Caller {
  const { role, province, partner, sub } = claims;
  if (!isRole(role) || sub === undefined) throw new RefusalError(refuse('token.invalid'));
  const caller: Caller = {
    subject: sub,
    role,
    token,
    ...(typeof province === 'string' ? { province } : {}),
    ...(typeof partner === 'string' ? { partner } : {}),
  };
  const homeless =
    ((role === 'province' || role === 'council') && caller.province === undefined) ||
    ((role === 'partner' || role === 'supervisor') && caller.partner === undefined);
  if (homeless) throw new RefusalError(refuse('token.invalid'));
  return caller;
}
