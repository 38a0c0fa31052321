import type { MediaParts } from "../media/media.ts";

/** What this browser has of WebRTC. Over plain http from elsewhere there is neither camera nor microphone. */
export function browserMedia(wanted: Pick<MediaParts, "iceTransportPolicy"> = {}): MediaParts {
  return {
    ...wanted,
    RTCPeerConnection,
    MediaStream,
    getUserMedia: (constraints) =>
      navigator.mediaDevices
        ? navigator.mediaDevices.getUserMedia(constraints)
        : Promise.reject(new DOMException("not a secure context", "SecurityError")),
  };
}

/** The name of this installation: a tab's own, and the same after it was loaded again. */
export function tabEndpoint(key: string): string {
  const name = `hookswitch:endpoint:${key}`;
  const known = sessionStorage.getItem(name);
  const endpoint = known ?? `${key}-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(36)).join("")}`;
  sessionStorage.setItem(name, endpoint);
  return endpoint;
}
