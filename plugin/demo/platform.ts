/** Who sits in a seat of the demo. */
export type Subject = { openId: string } | { sn: string };

/** The demo's log-in without a password stands in for the developer's server. */
export async function logIn(subject: Subject): Promise<string> {
  const response = await fetch("/demo/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(subject),
  });
  if (!response.ok) {
    throw new Error(`The demo's log-in answers ${response.status}.`);
  }
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}

/** As local's `demo.yaml` seeds them. */
export const USERS = ["demo-mum", "demo-dad"];

export const DEVICES = [
  { sn: "demo-doorbell", modelId: "demo-doorbell-linux", name: "Front doorbell" },
  { sn: "demo-display", modelId: "demo-display-android", name: "Front display" },
  { sn: "demo-intercom", modelId: "demo-intercom-rtos", name: "Front intercom" },
];

/** Devices that behave, and need no media for it; see docs/demo-devices.md. */
export const TEST_NUMBERS = [
  { sn: "demo-refuses", modelId: "demo-test-number-linux" },
  { sn: "demo-busy", modelId: "demo-test-number-linux" },
  { sn: "demo-silent", modelId: "demo-test-number-linux" },
  { sn: "demo-offline", modelId: "demo-test-number-android" },
];
