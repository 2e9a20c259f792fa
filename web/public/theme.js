// Sets the kept theme before the first paint, so that a dark studio does not flash white. A file of its own: the policy allows no inline script.
(() => {
  const kept = localStorage.getItem("oak.theme");
  const dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
