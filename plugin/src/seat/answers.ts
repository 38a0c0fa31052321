import type { Line } from "../line/line.ts";
import { LineProblem } from "../line/problem.ts";
import { CALL_PAGE_PATH } from "../plugin/plugin.ts";
import type { Contact, EnterOptions, Failure, Questions } from "../port/port.ts";

/** What every seat tells its program, whatever it shows. */

/** Contract §1.11 names no scene; this is the ordinary one. */
const SCENE = 1_001;

const CONTACTS_PER_PAGE = 100;

interface GrantPage {
  items: { openId: string; sn: string; status: string }[];
  cursor?: string;
}

export async function contactsOver(line: Line, ask: Questions["contacts"]["ask"]): Promise<Contact[]> {
  const granted = new Set<string>();
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ sn: ask.sn, limit: String(CONTACTS_PER_PAGE) });
    if (cursor) query.set("cursor", cursor);
    const page: GrantPage = await line.ask("GET", `/v1/grants?${query}`);
    page.items.filter((grant) => grant.status === "granted").forEach((grant) => granted.add(grant.openId));
    cursor = page.cursor;
  } while (cursor);
  return ask.openIds.map((openid) => ({
    openid,
    sn: ask.sn,
    model_id: ask.modelId,
    status: granted.has(openid) ? 1 : 0,
  }));
}

export function failureOf(problem: unknown): Failure {
  if (problem instanceof LineProblem) {
    return { errCode: problem.errCode, errMsg: problem.errMsg };
  }
  return { errMsg: problem instanceof Error ? problem.message : String(problem) };
}

/** The start options of a program that the call page has started. */
export function entry(query: Record<string, string>): EnterOptions {
  return {
    path: CALL_PAGE_PATH,
    scene: SCENE,
    query,
    referrerInfo: {},
    forwardMaterials: [],
    apiCategory: "default",
  };
}
