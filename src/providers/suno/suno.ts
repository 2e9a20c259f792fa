// Suno by hand: it has no official API, and proxies break its terms. Prepares style and lyrics for its custom form; asks it for nothing.
import { byHand } from "../handoff.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

const TITLE = "Suno";
/** Limits of its custom form since version 4.5, from users' guides read 2026-11-25. */
const STYLE_CHARS = 1_000;
const LYRICS_CHARS = 5_000;

const suno: Provider = {
  id: "suno",
  title: TITLE,
  ...byHand(TITLE),
  checked: { how: "documented", source: "users' guides to its custom form", date: "2026-11-25" },
  hint: "Hand the song over yourself (oak handoff suno, or Hand off in the studio), and bring the result back.",
  offers: readOffers("suno", offers),
  handOff: {
    url: "https://suno.com/create",
    prepare(_task, input) {
      const style = String(input.prompt).replace(/\s+/g, " ").trim();
      const lyrics = typeof input.lyrics === "string" ? input.lyrics.trim() : "";
      const text = lyrics
        ? `Style:\n${style.slice(0, STYLE_CHARS)}\n\nLyrics:\n${lyrics.slice(0, LYRICS_CHARS)}`
        : `Style:\n${style.slice(0, STYLE_CHARS)}\n\n(Instrumental)`;
      const leftOut = [
        ...(style.length > STYLE_CHARS ? [`What the style says beyond ${STYLE_CHARS} characters.`] : []),
        ...(lyrics.length > LYRICS_CHARS ? [`The lyrics beyond ${LYRICS_CHARS} characters.`] : []),
        ...(input.seconds !== undefined ? ["The length: it follows the lyrics."] : []),
        ...(input.seed !== undefined ? ["The seed."] : []),
        ...(input.format ? ["The file format."] : []),
      ];
      const steps = [
        "Open the page, sign in with your own account, and choose Custom.",
        lyrics ? "Paste the style and the lyrics into their fields." : "Paste the style and switch Instrumental on.",
        "Create, choose a take, download it, and bring it back here. Rights depend on your plan and on the download.",
      ];
      return { text, steps, leftOut };
    },
  },
};
export default suno;
