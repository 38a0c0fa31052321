/** Where a token comes from: a user's from its developer's server, say. */
export type FetchToken = () => Promise<{ accessToken: string; expiresInMs: number }>;

/** A token that is asked for anew only when the last one has less than a minute left; two who ask at once get the same. */
export function keptToken(fetchToken: FetchToken, now: () => number = Date.now): () => Promise<string> {
  let kept: { token: Promise<string>; untilMs: number } | undefined;
  return () => {
    if (kept && now() < kept.untilMs) return kept.token;
    const asked: { token: Promise<string>; untilMs: number } = {
      token: Promise.resolve(""),
      untilMs: Number.POSITIVE_INFINITY,
    };
    kept = asked;
    asked.token = fetchToken().then(
      ({ accessToken, expiresInMs }) => {
        asked.untilMs = now() + expiresInMs - 60_000;
        return accessToken;
      },
      (error: unknown) => {
        if (kept === asked) kept = undefined;
        throw error;
      },
    );
    return asked.token;
  };
}

/** Whose token this is. It is read, not verified: the platform does that. */
export function openIdOf(token: string): string | undefined {
  const claims = token.split(".")[1];
  if (!claims) return undefined;
  const text = atob(claims.replaceAll("-", "+").replaceAll("_", "/"));
  return (JSON.parse(text) as { openid?: string }).openid;
}
