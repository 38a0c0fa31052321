export type Language = "en" | "zh";

/** What the pages say (the stages in the words of contract §1.14). */
export interface Texts {
  voiceCall: string;
  videoCall: string;
  opening: string;
  joining: string;
  listenerJoins: string;
  waiting: string;
  rings: string;
  invites: Record<"voice" | "video", string>;
  answer: string;
  refuse: string;
  cancel: string;
  hangUp: string;
  close: string;
  microphoneOn: string;
  microphoneOff: string;
  cameraOn: string;
  cameraOff: string;
  swap: string;
  ownPicture: string;
  otherPicture: string;
  otherCameraIsOff: string;
  ownCameraIsOff: string;
  listen: string;
  controls: string;
  talked: string;
  settling: string;
  settled: string;
  ended: string;
  lineAway: string;
  pathLost: string;
  connectingMedia: string;
  camera: Record<"refused" | "missing" | "inUse", string>;
  microphone: Record<"refused" | "missing" | "inUse", string>;
  /** By what `CallState` gives as the reason of an end; all others are just ended. */
  reasons: Record<string, string>;
}

const EN: Texts = {
  voiceCall: "Voice call",
  videoCall: "Video call",
  opening: "Calling…",
  joining: "Connecting…",
  listenerJoins: "Waiting for the other side to join…",
  waiting: "Waiting for the other side to answer…",
  rings: "It rings there…",
  invites: { voice: "invites you to a voice call", video: "invites you to a video call" },
  answer: "Answer",
  refuse: "Decline",
  cancel: "Cancel",
  hangUp: "Hang up",
  close: "Close",
  microphoneOn: "Unmute",
  microphoneOff: "Mute",
  cameraOn: "Camera on",
  cameraOff: "Camera off",
  swap: "Swap the pictures",
  ownPicture: "Your picture",
  otherPicture: "Picture of the other side",
  otherCameraIsOff: "The camera there is off",
  ownCameraIsOff: "Your camera is off",
  listen: "Tap to hear the other side",
  controls: "Call",
  talked: "Talked for",
  settling: "The duration is being settled…",
  settled: "Settled duration",
  ended: "Call ended",
  lineAway: "No connection. Trying again…",
  pathLost: "Sound and picture are interrupted. Reconnecting…",
  connectingMedia: "Connecting sound and picture…",
  camera: {
    refused: "This page may not use the camera. Allow it beside the address, then turn the camera on.",
    missing: "There is no camera. The other side hears you.",
    inUse: "Another program uses the camera. Close it, then turn the camera on.",
  },
  microphone: {
    refused: "This page may not use the microphone. Allow it beside the address, and call again.",
    missing: "There is no microphone. Connect one, and call again.",
    inUse: "Another program uses the microphone. Close it, and call again.",
  },
  reasons: {
    hungUp: "Call ended",
    cancelled: "Call cancelled",
    rejected: "Call declined",
    noAnswer: "No answer",
    unreachable: "It cannot be reached",
    busy: "It is in another call",
    timeLimit: "The time limit was reached",
    creditUsedUp: "The talking time is used up",
    maxCallTime: "The longest time for a call was reached",
    answeredElsewhere: "Answered elsewhere",
    aborted: "The call was interrupted",
    lost: "The connection was lost",
    bothLost: "The connection was lost",
    joinTimeout: "Sound and picture could not be connected",
    joinFailed: "The call could not be joined",
    replaced: "The call goes on in another window",
    "caller-in-call": "You are in another call",
  },
};

const ZH: Texts = {
  voiceCall: "语音通话",
  videoCall: "视频通话",
  opening: "正在呼叫…",
  joining: "正在接通…",
  listenerJoins: "等待对方加入…",
  waiting: "等待对方接听…",
  rings: "对方已响铃…",
  invites: { voice: "邀请你语音通话", video: "邀请你视频通话" },
  answer: "接听",
  refuse: "拒绝",
  cancel: "取消",
  hangUp: "挂断",
  close: "关闭",
  microphoneOn: "取消静音",
  microphoneOff: "静音",
  cameraOn: "打开摄像头",
  cameraOff: "关闭摄像头",
  swap: "切换大小画面",
  ownPicture: "你的画面",
  otherPicture: "对方的画面",
  otherCameraIsOff: "对方摄像头已关闭",
  ownCameraIsOff: "你的摄像头已关闭",
  listen: "点击播放对方声音",
  controls: "通话",
  talked: "通话时长",
  settling: "正在结算通话时长…",
  settled: "结算时长",
  ended: "通话结束",
  lineAway: "网络已断开，正在重连…",
  pathLost: "音视频已中断，正在重连…",
  connectingMedia: "正在连接音视频…",
  camera: {
    refused: "页面未获准使用摄像头。请在地址栏旁允许，然后打开摄像头。",
    missing: "没有摄像头，对方仍能听到你。",
    inUse: "摄像头被其他程序占用。请关闭该程序，然后打开摄像头。",
  },
  microphone: {
    refused: "页面未获准使用麦克风。请在地址栏旁允许，然后重新呼叫。",
    missing: "没有麦克风。请连接后重新呼叫。",
    inUse: "麦克风被其他程序占用。请关闭该程序，然后重新呼叫。",
  },
  reasons: {
    hungUp: "通话结束",
    cancelled: "通话已取消",
    rejected: "通话已拒绝",
    noAnswer: "无人接听",
    unreachable: "无法联系到对方",
    busy: "对方忙线中",
    timeLimit: "已达通话时长上限",
    creditUsedUp: "通话时长已用完",
    maxCallTime: "已达最长通话时间",
    answeredElsewhere: "已在其他设备接听",
    aborted: "通话中断",
    lost: "连接已断开",
    bothLost: "连接已断开",
    joinTimeout: "音视频连接失败",
    joinFailed: "无法加入通话",
    replaced: "通话已在另一窗口继续",
    "caller-in-call": "你正在另一通话中",
  },
};

export function textsOf(language: Language): Texts {
  return language === "zh" ? ZH : EN;
}

export function languageHere(): Language {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** `1:05`, `1:01:05`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(":")}` : parts.join(":");
}
