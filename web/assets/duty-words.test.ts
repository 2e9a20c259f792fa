// The one line about licences under a file.
import { expect, test } from "bun:test";
import type { Duty } from "../../src/spec/license.ts";
import { dutiesOf } from "./duty-words.ts";

const duty = (about: Duty["about"], when: Duty["when"] = "always"): Duty => ({
  about,
  when,
  says: "s",
  ...{ license: "l", of: "m/a", clause: "1", source: "text", date: "2026-11-26", verified: "full" },
});

test("what was not made here is not known, and what asks nothing says so", () => {
  expect(dutiesOf({ duties: null, origin: "uploaded" }).line).toContain("not known");
  expect(dutiesOf({ duties: null, origin: "generated" }).line).toContain("not recorded");
  expect(dutiesOf({ duties: [], origin: "generated" }).line).toBe("Its licences ask nothing of this file.");
});

test("each kind is named once, and what binds only who shares weights is kept apart", () => {
  const { line, here, elsewhere } = dutiesOf({
    duties: [duty("attribution"), duty("limit"), duty("limit"), duty("notice", "sharing")],
    origin: "generated",
  });
  expect(line).toBe("Its licences ask for attribution and limits.");
  expect([here.length, elsewhere.length]).toEqual([3, 1]);
  expect(dutiesOf({ duties: [duty("notice", "sharing")], origin: "generated" }).line).toContain("ask nothing");
});
