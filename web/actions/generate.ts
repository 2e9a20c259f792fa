// One action: press the Generate button, wherever the keyboard is. What is sent is submit.ts.
export function pressGenerate(): void {
  document.querySelector<HTMLButtonElement>("button[data-generate]")?.click();
}
