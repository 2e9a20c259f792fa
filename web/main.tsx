// Where the studio begins: the query cache, the router's pages, and who is signed in. No page of its own.
/// <reference types="vite/client" />
import { QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { config } from "zod";
import { AccountPage } from "./accounts/account-page.tsx";
import { queries } from "./client.ts";
import { ProvidersPage } from "./providers/providers-page.tsx";
import { Shell } from "./shell.tsx";
import { StudioPage } from "./studio-page.tsx";
import "./theme/theme.css";

// Checks compiled on the fly would need eval, which the content policy forbids.
config({ jitless: true });

const root = createRootRoute({ component: Shell, notFoundComponent: StudioPage });
const routes = [
  createRoute({ getParentRoute: () => root, path: "/", component: StudioPage }),
  createRoute({ getParentRoute: () => root, path: "/providers", component: ProvidersPage }),
  createRoute({ getParentRoute: () => root, path: "/account", component: AccountPage }),
];
const router = createRouter({ routeTree: root.addChildren(routes) });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

createRoot(document.getElementById("studio")!).render(
  <QueryClientProvider client={queries}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
