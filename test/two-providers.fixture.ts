// An app in this process with two hosted providers behind it, a slow queue and one that answers at once, both stand-ins on loopback. Holds no assertion.
import { type FalStandIn, startFalStandIn } from "../src/providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../src/providers/openai/stand-in.ts";
import { type InProcess, openInProcess } from "./server.ts";

export interface TwoProviders {
  oak: InProcess;
  fal: FalStandIn;
  openai: OpenAiStandIn;
  /** What tells another app where the two are. */
  settings: Record<string, string>;
  close(): Promise<void>;
}

export async function openTwoProviders(): Promise<TwoProviders> {
  const fal = await startFalStandIn({ key: "fal-secret" });
  const openai = await startOpenAiStandIn({ key: "sk-secret" });
  const settings = { FAL_KEY: "fal-secret", OAK_FAL_URL: fal.url, OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url };
  const oak = await openInProcess(settings);
  return {
    oak,
    fal,
    openai,
    settings,
    async close() {
      await oak.close();
      await fal.close();
      await openai.close();
    },
  };
}
