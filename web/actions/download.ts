// One action: save what was made.
import type { GenerationAction } from "./action.ts";

export function saveAsset(url: string): void {
  const link = document.createElement("a");
  link.href = `${url}${url.includes("?") ? "&" : "?"}download=1`;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

export const download: GenerationAction = {
  id: "download",
  title: "Download",
  icon: "download",
  fits: (generation) => generation.assets.length > 0,
  async run(generation) {
    for (const asset of generation.assets) {
      saveAsset(asset.url);
      // Browsers drop downloads that follow each other at once.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  },
};
