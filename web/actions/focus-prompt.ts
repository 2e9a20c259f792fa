// One action: bring the keyboard to the prompt.
export function focusPrompt(): void {
  document.querySelector<HTMLTextAreaElement>("textarea[data-prompt]")?.focus();
}
