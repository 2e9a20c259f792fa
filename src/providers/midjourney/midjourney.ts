// Midjourney by hand: it has no API, and proxies break its terms. Prepares the prompt with its own parameters; asks it for nothing.
import { byHand, ratioOf } from "../handoff.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

const TITLE = "Midjourney";
/** Its seeds go to 4,294,967,295, so all of ours fit. What stands after two dashes is a parameter to it, so a prompt may not hold any. */
const plain = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .replace(/(^|\s)(--|—)+(?=\w)/g, "$1")
    .trim();
/** `--no` takes a list with commas. */
const listed = (text: string) =>
  plain(text)
    .split(/\s*[,;]\s*/)
    .filter(Boolean)
    .join(", ");

/** Parameters as documented for version 7, read 2026-11-25: --ar W:H, --no a, b, --q 1|2|4, --seed N, --v N. */
const midjourney: Provider = {
  id: "midjourney",
  title: TITLE,
  ...byHand(TITLE),
  checked: { how: "documented", source: "the parameter list of version 7", date: "2026-11-25" },
  hint: "Hand the prompt over yourself (oak handoff midjourney, or Hand off in the studio), and bring the result back.",
  offers: readOffers("midjourney", offers),
  handOff: {
    url: "https://www.midjourney.com/imagine",
    prepare(_task, input, offer) {
      const { width, height, negativePrompt, quality, seed } = input;
      const parts = [plain(String(input.prompt))];
      if (width !== undefined || height !== undefined) parts.push(`--ar ${ratioOf(width ?? height, height ?? width)}`);
      if (negativePrompt) parts.push(`--no ${listed(negativePrompt)}`);
      if (quality !== undefined) parts.push(`--q ${({ low: 1, medium: 2, high: 4 } as Record<string, number>)[quality]}`);
      if (seed !== undefined) parts.push(`--seed ${seed}`);
      parts.push(`--v ${offer.options.version}`);
      const leftOut = [
        ...(width !== undefined || height !== undefined ? ["The size in pixels: only the aspect ratio is kept."] : []),
        ...(input.background === "transparent" ? ["A transparent background."] : []),
        ...(input.format ? ["The file format."] : []),
      ];
      const steps = [
        "Open the page and sign in with your own account.",
        "Paste the prompt as it is, with its parameters, and run it.",
        "Upscale the picture you want, download it, and bring it back here.",
      ];
      return { text: parts.join(" "), steps, leftOut };
    },
  },
};
export default midjourney;
