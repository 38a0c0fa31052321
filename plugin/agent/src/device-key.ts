import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID, sign } from "node:crypto";

/** Five minutes is the most that an assertion may live; clocks may be 30 s ahead. */
const ASSERTION_SECONDS = 60;

const AUDIENCE = "hookswitch";

/** A device's P-256 key: what it registers, and the assertions by which it gets its tokens (RFC 7523). */
export class DeviceKey {
  private readonly key: KeyObject;

  private constructor(key: KeyObject) {
    this.key = key;
  }

  static generate(): DeviceKey {
    return new DeviceKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  }

  /** From what {@link toJwk} gave. */
  static of(jwk: JsonWebKey): DeviceKey {
    return new DeviceKey(createPrivateKey({ key: jwk, format: "jwk" }));
  }

  /** The whole key, to be kept. */
  toJwk(): JsonWebKey {
    return this.key.export({ format: "jwk" });
  }

  /** The public half as a JWK (RFC 7517). */
  publicJwk(): JsonWebKey {
    const { kty, crv, x, y } = this.toJwk();
    return { kty, crv, x, y } as JsonWebKey;
  }

  /** That this is the device `<appid>/<sn>`; good once, and for a minute from `nowMs`. */
  assertion(subject: string, nowMs: number): string {
    const iat = Math.floor(nowMs / 1000);
    const header = encoded({ alg: "ES256", typ: "JWT" });
    const claims = encoded({
      iss: subject,
      sub: subject,
      aud: AUDIENCE,
      iat,
      exp: iat + ASSERTION_SECONDS,
      jti: randomUUID(),
    });
    const signature = sign("sha256", Buffer.from(`${header}.${claims}`), { key: this.key, dsaEncoding: "ieee-p1363" });
    return `${header}.${claims}.${signature.toString("base64url")}`;
  }
}

function encoded(json: unknown): string {
  return Buffer.from(JSON.stringify(json)).toString("base64url");
}
