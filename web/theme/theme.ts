// The chosen theme, kept on this device: light, dark or as the system has it. The first paint is public/theme.js.
import { createStore } from "../store.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEPT = "oak.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function kept(): Theme {
  const value = localStorage.getItem(KEPT);
  return value === "light" || value === "dark" ? value : "system";
}

export const themeStore = createStore<Theme>(kept());

function show(): void {
  const theme = themeStore.get();
  document.documentElement.dataset.theme = theme === "dark" || (theme === "system" && system.matches) ? "dark" : "light";
}

export function setTheme(theme: Theme): void {
  themeStore.set(theme);
  if (theme === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, theme);
  show();
}

system.addEventListener("change", show);
