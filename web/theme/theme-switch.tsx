// The button that goes round system, light and dark. What they look like is theme.css.
import { useStore } from "../store.ts";
import { Icon } from "./icons.tsx";
import { setTheme, THEMES, themeStore } from "./theme.ts";

const ICONS = { system: "screen", light: "sun", dark: "moon" } as const;

export function ThemeSwitch() {
  const theme = useStore(themeStore);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <button
      type="button"
      className="quiet size-8 p-0"
      onClick={() => setTheme(next)}
      aria-label={`Theme: ${theme}. Switch to ${next}.`}
      title={`Theme: ${theme}`}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
