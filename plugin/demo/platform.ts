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

/** What the front door knows of this platform. */
export interface Facts {
  /** The phone's seat as another machine reaches it; absent unless the platform is open to the network. */
  phone?: { address: string; code: { modules: number; path: string } };
  /** Whether the test numbers that answer send picture and sound. */
  testNumbersHaveMedia: boolean;
}

export async function readFacts(): Promise<Facts> {
  return (await (await fetch("/demo/facts")).json()) as Facts;
}

/** As local's `demo.yaml` seeds them. */
export const USERS = ["demo-mum", "demo-dad"];

export const DEVICES = [
  { sn: "demo-doorbell", modelId: "demo-doorbell-linux", name: "Front doorbell" },
  { sn: "demo-display", modelId: "demo-display-android", name: "Front display" },
  { sn: "demo-intercom", modelId: "demo-intercom-rtos", name: "Front intercom" },
];

/** Devices that behave; see docs/demo-devices.md. Those that answer need media, without which a page's call does not begin. */
export const TEST_NUMBERS = [
  { sn: "demo-answers", modelId: "demo-test-number-linux", answers: true },
  { sn: "demo-hangs-up", modelId: "demo-test-number-linux", answers: true },
  { sn: "demo-drops", modelId: "demo-test-number-linux", answers: true },
  { sn: "demo-refuses", modelId: "demo-test-number-linux", answers: false },
  { sn: "demo-busy", modelId: "demo-test-number-linux", answers: false },
  { sn: "demo-silent", modelId: "demo-test-number-linux", answers: false },
  { sn: "demo-offline", modelId: "demo-test-number-android", answers: false },
];
