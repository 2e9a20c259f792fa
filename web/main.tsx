// Where the studio begins: the query cache, the router's pages, and who is signed in. No page of its own.
/// <reference types="vite/client" />
import "./jitless.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { queries } from "./client.ts";
import { readFilter } from "./models/model-filter.ts";
import { Shell } from "./shell.tsx";
import { StudioPage } from "./studio-page.tsx";
import "./theme/theme.css";

const root = createRootRoute({ component: Shell, notFoundComponent: StudioPage });
/** A model's id holds a slash, so its page takes the rest of the address; the list is a page of its own beside it, not that page without an id. */
const models = createRoute({ getParentRoute: () => root, path: "/models" });
const routes = [
  createRoute({ getParentRoute: () => root, path: "/", component: StudioPage }),
  models.addChildren([
    createRoute({
      getParentRoute: () => models,
      path: "/",
      validateSearch: readFilter,
      component: lazyRouteComponent(() => import("./models/models-page.tsx"), "ModelsPage"),
    }),
    createRoute({
      getParentRoute: () => models,
      path: "$",
      component: lazyRouteComponent(() => import("./models/model-page.tsx"), "ModelPage"),
    }),
  ]),
  createRoute({
    getParentRoute: () => root,
    path: "/gap",
    component: lazyRouteComponent(() => import("./gap/gap-page.tsx"), "GapPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/providers",
    component: lazyRouteComponent(() => import("./providers/providers-page.tsx"), "ProvidersPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/account",
    component: lazyRouteComponent(() => import("./accounts/account-page.tsx"), "AccountPage"),
  }),
];
const router = createRouter({ routeTree: root.addChildren(routes), scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

// After an update of OpenOak an open page asks for parts that are no longer there: the new page has them. Once for each build, lest it go round.
addEventListener("vite:preloadError", (event) => {
  if (sessionStorage.getItem("oak.reloaded") === import.meta.url) return;
  sessionStorage.setItem("oak.reloaded", import.meta.url);
  event.preventDefault();
  location.reload();
});

createRoot(document.getElementById("studio")!).render(
  <QueryClientProvider client={queries}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
