// Which half of the studio a small screen shows. Wide screens show both.
import { createStore } from "./store.ts";

export const paneStore = createStore<"create" | "feed">("create");
