import type { Environment } from "../port/port.ts";
import { keptToken } from "./tokens.ts";
import { member } from "./wx.ts";

/** What the platform gives for `POST /v1/registrations`; the end is in Unix seconds. */
export interface PushRegistration {
  pushToken: string;
  expireTimestamp: number;
}

/** What a program on a device finds in its global `wmpf`, but for `Channel`, which needs a page of the device beside it. */
export function wmpfMembers({ sn = "" }: Environment, register: () => Promise<PushRegistration>) {
  let expires = "";
  const pushToken = keptToken(async () => {
    const { pushToken: accessToken, expireTimestamp } = await register();
    expires = String(expireTimestamp);
    return { accessToken, expiresInMs: expireTimestamp * 1_000 - Date.now() };
  });
  return {
    getDeviceSerialNumberSync: () => ({ serialNumber: sn }),
    getWmpfPushToken: member<object, { token: string; expireTimestamp: string }>("getWmpfPushToken", async () => ({
      token: await pushToken(),
      expireTimestamp: expires,
    })),
  };
}
