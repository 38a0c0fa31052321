import type { MediaLink } from "../call/call.ts";
import { downscale, pictureOf, videoConstraints, type Picture } from "./picture.ts";

/** What WebRTC needs and browsers have; a device without a browser brings its own. */
export interface MediaParts {
  RTCPeerConnection: new (configuration: RTCConfiguration) => RTCPeerConnection;
  MediaStream: new (tracks?: MediaStreamTrack[]) => MediaStream;
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** `relay`: through the platform's relay only. Everything if absent. */
  iceTransportPolicy?: RTCIceTransportPolicy;
}

/** Why a camera or microphone gives nothing. */
export type Trouble = "refused" | "missing" | "inUse";

export type Source = { kind: "starting" } | { kind: "on" } | { kind: "off" } | { kind: "trouble"; why: Trouble };

/** What a page shows of a call's media. */
export interface MediaState {
  /** The own picture. */
  local: MediaStream | undefined;
  remote: MediaStream;
  camera: Source;
  microphone: Source;
  /** Whether the other side sends its picture. */
  remoteCamera: "on" | "off";
  path: "connecting" | "connected" | "lost";
}

/** What the two sides tell each other; a description and its candidates as WebRTC has them. */
interface Signal {
  /** The sender's run of this program: another one has nothing of what was negotiated before. */
  peer: string;
  /** Here, and able to take an offer. Asks the caller for one, or for an ICE restart. */
  ready?: boolean;
  restart?: boolean;
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
  camera?: "on" | "off";
}

/** Short breaks of the path heal by themselves; a restart would only add to them. */
const RESTART_AFTER_MS = 1_500;

/** A path that does not come back within this is lost (contract §2.3 gives no number). */
const LOST_AFTER_MS = 20_000;

/** First packets come with the path or soon after; a side that sends none must not keep the call from beginning. */
const FIRST_PACKETS_WITHIN_MS = 1_000;
const PACKETS_POLL_MS = 50;

const LOST = "call interrupted due to native reason";

/**
 * Picture and sound of one call: perfect negotiation over the call's signals, trickle ICE, and what becomes of the call
 * when camera, microphone or the path fail.
 *
 * The caller makes the offers, from the beginning with all that the call may carry; cameras come and go by replacing tracks,
 * so that nothing has to be negotiated again. Both sides negotiate before camera and microphone are there.
 */
export class Media {
  private readonly parts: MediaParts;
  private readonly link: MediaLink;
  private readonly picture: Picture;
  private readonly peer = Math.random().toString(36).slice(2);
  private readonly listeners = new Set<(state: MediaState) => void>();
  private readonly stops: (() => void)[] = [];

  private shown: MediaState;
  private pc: RTCPeerConnection;
  private audio: MediaStreamTrack | undefined;
  private video: MediaStreamTrack | undefined;
  private theirs: string | undefined;
  private early: RTCIceCandidateInit[] = [];
  private ignoresOffer = false;
  private makesOffer = false;
  /** The negotiation in which the own description was sent. */
  private describedIn = 0;
  private signals: Promise<void> = Promise.resolve();
  private placing: Promise<void> = Promise.resolve();
  private restart: ReturnType<typeof setTimeout> | undefined;
  private lost: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(parts: MediaParts, link: MediaLink) {
    this.parts = parts;
    this.link = link;
    this.picture = pictureOf(link.call.encodeVideo);
    this.shown = {
      local: undefined,
      remote: new parts.MediaStream(),
      camera: this.wantsCamera() ? { kind: "starting" } : { kind: "off" },
      microphone: { kind: "starting" },
      remoteCamera: link.call.roomType === "video" && this.other().camera === "on" ? "on" : "off",
      path: "connecting",
    };
    this.pc = this.connection();
    this.queue(() => this.begin());
    this.stops.push(link.onSignal((data) => this.queue(() => this.hear(data as Signal))));
    this.stops.push(link.onRenegotiate(() => this.queue(() => this.renegotiate())));
    this.stops.push(link.onLost(() => this.queue(() => this.sayAgain())));
    void this.open();
  }

  get state(): MediaState {
    return this.shown;
  }

  onChange(hear: (state: MediaState) => void): () => void {
    this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  }

  /** The numbers of WebRTC about this call. */
  stats(): Promise<RTCStatsReport> {
    return this.pc.getStats();
  }

  async setCamera(wanted: "on" | "off"): Promise<void> {
    if (wanted === "off") {
      this.video?.stop();
      this.video = undefined;
      this.show({ camera: { kind: "off" } });
    } else {
      this.show({ camera: { kind: "starting" } });
      await this.openCamera();
    }
    await this.place();
    this.tellCamera();
  }

  setMicrophone(wanted: "on" | "off"): void {
    if (this.audio) {
      this.audio.enabled = wanted === "on";
      this.show({ microphone: { kind: wanted } });
    }
  }

  /** The machine has another network: look for a path again. */
  networkChanged(): void {
    this.askForRestart();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.restart);
    clearTimeout(this.lost);
    this.stops.forEach((stop) => stop());
    this.audio?.stop();
    this.video?.stop();
    this.pc.close();
    this.listeners.clear();
  }

  private show(change: Partial<MediaState>): void {
    if (this.closed) {
      return;
    }
    this.shown = { ...this.shown, ...change };
    this.listeners.forEach((hear) => hear(this.shown));
  }

  private own() {
    return this.link.isCaller ? this.link.call.caller : this.link.call.listener;
  }

  private other() {
    return this.link.isCaller ? this.link.call.listener : this.link.call.caller;
  }

  private wantsCamera(): boolean {
    return this.link.call.roomType === "video" && this.own().camera === "on";
  }

  // Camera and microphone

  private async open(): Promise<void> {
    try {
      this.audio = await this.capture({ audio: true });
    } catch (failure) {
      const why = troubleOf(failure);
      this.show({ microphone: { kind: "trouble", why } });
      if (!this.closed) {
        const [code, words] = JOIN_FAILURES[why];
        this.link.joinFailed(code, words);
      }
      return;
    }
    this.audio.addEventListener("ended", () => this.closed || this.link.abort(LOST));
    this.show({ microphone: { kind: "on" } });
    await this.place();
    if (this.wantsCamera()) {
      await this.openCamera();
      await this.place();
    }
    if (this.link.call.roomType === "video") {
      this.tellCamera();
    }
  }

  /** A call goes on without the own picture: who is seen by nobody can still talk. */
  private async openCamera(): Promise<void> {
    try {
      // The device says what it can show, and the phone encodes so (contract §1.18).
      const constraints = this.own().party.kind === "user" ? videoConstraints(this.picture) : true;
      const track = await this.capture({ video: constraints });
      this.video = track;
      track.addEventListener("ended", () => {
        if (this.video === track) {
          this.video = undefined;
          this.show({ camera: { kind: "trouble", why: "missing" } });
          void this.place();
          this.tellCamera();
        }
      });
      this.show({ camera: { kind: "on" } });
    } catch (failure) {
      this.show({ camera: { kind: "trouble", why: troubleOf(failure) } });
    }
  }

  private async capture(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
    const [track] = (await this.parts.getUserMedia(constraints)).getTracks();
    if (!track) {
      throw new DOMException("no track", "NotFoundError");
    }
    if (this.closed) {
      track.stop();
    }
    return track;
  }

  /**
   * Gives what camera and microphone send to what is negotiated, whichever came first. One after the other: a sender takes
   * parameters only from who read them last.
   */
  private place(): Promise<void> {
    const next = () =>
      this.placeNow().catch((failure: unknown) => {
        if (!this.closed) {
          throw failure;
        }
      });
    this.placing = this.placing.then(next, next);
    return this.placing;
  }

  private async placeNow(): Promise<void> {
    if (this.closed) {
      return;
    }
    const local = [this.audio, this.video].filter((track) => track !== undefined);
    this.show({ local: new this.parts.MediaStream(local) });
    for (const { sender, receiver } of this.pc.getTransceivers()) {
      const track = receiver.track.kind === "audio" ? this.audio : this.video;
      if (sender.track !== (track ?? null)) {
        await sender.replaceTrack(track ?? null);
      }
      // In the middle of a negotiation a sender takes no parameters; nothing is sent before it is connected.
      const isSending = this.pc.connectionState === "connected" && this.pc.signalingState === "stable";
      if (track?.kind === "video" && isSending && this.own().party.kind === "user") {
        await this.bound(sender, track);
      }
    }
  }

  private async bound(sender: RTCRtpSender, track: MediaStreamTrack): Promise<void> {
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings ?? [];
    const bounds = this.bounds(track.getSettings?.() ?? {});
    // An encoder that is told what it does already begins anew all the same.
    if (encoding && !(encoding.maxFramerate === bounds.maxFramerate && encoding.scaleResolutionDownBy === bounds.scaleResolutionDownBy)) {
      Object.assign(encoding, bounds);
      await sender.setParameters(parameters);
    }
  }

  private bounds(captured: MediaTrackSettings): Pick<RTCRtpEncodingParameters, "maxFramerate" | "scaleResolutionDownBy"> {
    return { maxFramerate: this.picture.maxFps, scaleResolutionDownBy: downscale(captured, this.picture) };
  }

  private tellCamera(): void {
    this.send({ camera: this.video ? "on" : "off" });
  }

  // Negotiation

  private connection(): RTCPeerConnection {
    const pc = new this.parts.RTCPeerConnection({
      iceServers: this.link.iceServers,
      iceTransportPolicy: this.parts.iceTransportPolicy ?? "all",
      bundlePolicy: "max-bundle",
    });
    pc.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate) {
        this.send({ candidate: candidate.toJSON() });
      }
    });
    pc.addEventListener("track", ({ track }) => {
      this.shown.remote.addTrack(track);
      this.show({});
    });
    pc.addEventListener("connectionstatechange", () => this.pc === pc && this.pathChanged());
    return pc;
  }

  private async begin(): Promise<void> {
    this.send({ ready: true });
    if (this.link.isCaller) {
      this.pc.addTransceiver("audio", { direction: "sendrecv" });
      if (this.link.call.roomType === "video") {
        const sendEncodings = this.own().party.kind === "user" ? [this.bounds({})] : [];
        this.pc.addTransceiver("video", { direction: "sendrecv", sendEncodings });
      }
      await this.place();
      await this.offer(false);
    }
  }

  /** This side or the other was away. Whoever offers has to know first whether the other is still the same run. */
  private async renegotiate(): Promise<void> {
    this.send({ ready: true, restart: true });
  }

  private async offer(iceRestart: boolean): Promise<void> {
    this.makesOffer = true;
    try {
      await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart }));
      this.sendDescription();
    } finally {
      this.makesOffer = false;
    }
  }

  private sendDescription(): void {
    const description = this.pc.localDescription;
    if (description) {
      this.describedIn = this.link.n;
      this.send({ description: { type: description.type, sdp: description.sdp } });
    }
  }

  private async hear(signal: Signal): Promise<void> {
    if (this.theirs !== undefined && signal.peer !== this.theirs) {
      await this.startOver();
    }
    this.theirs = signal.peer;
    if (signal.ready && this.link.isCaller) {
      await this.heardReady(signal.restart ?? false);
    }
    if (signal.description) {
      await this.heardDescription(signal.description);
    }
    if (signal.candidate) {
      await this.heardCandidate(signal.candidate);
    }
    if (signal.camera) {
      this.show({ remoteCamera: signal.camera });
    }
  }

  private async heardReady(restart: boolean): Promise<void> {
    // What was sent in this negotiation arrives, unless its sender is told; what came before it is gone.
    const isOfferGone = this.pc.signalingState === "have-local-offer" && this.describedIn !== this.link.n;
    if (restart || isOfferGone) {
      await this.negotiateAgain();
    }
  }

  /** Something did not get across: which one, nobody knows. */
  private async sayAgain(): Promise<void> {
    await this.negotiateAgain();
    if (this.link.call.roomType === "video") {
      this.tellCamera();
    }
  }

  private async negotiateAgain(): Promise<void> {
    if (!this.link.isCaller) {
      this.send({ ready: true, restart: true });
    } else if (this.pc.signalingState === "have-local-offer") {
      this.sendDescription();
    } else {
      await this.offer(true);
    }
  }

  private async heardDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const isOffer = description.type === "offer";
    if (!isOffer && this.pc.signalingState !== "have-local-offer") {
      return; // the answer to an offer that was sent twice
    }
    const collides = isOffer && (this.makesOffer || this.pc.signalingState !== "stable");
    this.ignoresOffer = collides && this.link.isCaller;
    if (this.ignoresOffer) {
      return;
    }
    await this.pc.setRemoteDescription(description);
    for (const candidate of this.early.splice(0)) {
      await this.pc.addIceCandidate(candidate);
    }
    if (isOffer) {
      for (const transceiver of this.pc.getTransceivers()) {
        transceiver.direction = "sendrecv";
      }
      await this.place();
      await this.pc.setLocalDescription(await this.pc.createAnswer());
      this.sendDescription();
    }
  }

  private async heardCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.pc.remoteDescription) {
      this.early.push(candidate);
      return;
    }
    try {
      await this.pc.addIceCandidate(candidate);
    } catch (failure) {
      if (!this.ignoresOffer) {
        throw failure;
      }
    }
  }

  /** The other side is another run of the program, a page that was loaded again: nothing negotiated holds any more. */
  private async startOver(): Promise<void> {
    this.pc.close();
    this.early = [];
    this.show({ remote: new this.parts.MediaStream(), path: "connecting" });
    this.pc = this.connection();
    await this.begin();
    if (this.link.call.roomType === "video") {
      this.tellCamera();
    }
  }

  private send(signal: Omit<Signal, "peer">): void {
    if (!this.closed) {
      this.link.send({ peer: this.peer, ...signal });
    }
  }

  /** One signal after the other, in their order. What one of them breaks, a restart mends, or the call ends by its limits. */
  private queue(step: () => Promise<void>): void {
    this.signals = this.signals.then(async () => {
      if (this.closed) {
        return;
      }
      try {
        await step();
      } catch (failure) {
        if (!this.closed) {
          console.warn("hookswitch: a step of the call's negotiation failed", failure);
        }
      }
    });
  }

  // The path

  private pathChanged(): void {
    switch (this.pc.connectionState) {
      case "connected":
        clearTimeout(this.restart);
        clearTimeout(this.lost);
        this.restart = this.lost = undefined;
        this.show({ path: "connected" });
        this.queue(() => this.place());
        void this.untilPacketsCome();
        break;
      case "disconnected":
        this.broken(RESTART_AFTER_MS);
        break;
      case "failed":
        this.broken(0);
        break;
      case "new":
      case "connecting":
      case "closed":
        break;
    }
  }

  private broken(restartAfterMs: number): void {
    this.show({ path: "lost" });
    clearTimeout(this.restart);
    this.restart = setTimeout(() => this.askForRestart(), restartAfterMs);
    this.lost ??= setTimeout(() => this.closed || this.link.abort(LOST), LOST_AFTER_MS);
  }

  private askForRestart(): void {
    this.queue(async () => {
      if (this.link.isCaller) {
        await this.offer(true);
      } else {
        this.send({ ready: true, restart: true });
      }
    });
  }

  private async untilPacketsCome(): Promise<void> {
    const pc = this.pc;
    const deadline = Date.now() + FIRST_PACKETS_WITHIN_MS;
    while (!this.closed && Date.now() < deadline && !(await receives(pc))) {
      await new Promise((resolve) => setTimeout(resolve, PACKETS_POLL_MS));
    }
    if (!this.closed && pc === this.pc) {
      this.link.up();
    }
  }
}

const JOIN_FAILURES: Record<Trouble, [number, string]> = {
  refused: [2102, "no permission for the microphone"],
  missing: [2007, "there is no microphone"],
  inUse: [2007, "the microphone is in use by another program"],
};

/** What `getUserMedia` rejects with, in the words of the page. */
function troubleOf(failure: unknown): Trouble {
  switch (failure instanceof Error ? failure.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotReadableError":
    case "AbortError":
      return "inUse";
    default:
      return "missing";
  }
}

async function receives(pc: RTCPeerConnection): Promise<boolean> {
  if (pc.connectionState === "closed") {
    return false;
  }
  let packets = 0;
  // One that is closed meanwhile may refuse to say.
  const stats = await pc.getStats().catch(() => new Map<string, never>());
  stats.forEach((entry: { type: string; packetsReceived?: number }) => {
    packets += entry.type === "inbound-rtp" ? (entry.packetsReceived ?? 0) : 0;
  });
  return packets > 0;
}
