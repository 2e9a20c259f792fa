// What surrounds every page: the gate for who is not signed in, the header, notices, the shortcut sheet. No page's content.
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "./accounts/session.ts";
import { SignIn } from "./accounts/sign-in.tsx";
import { listenForKeys, ShortcutSheet, sheetOpen } from "./actions/shortcuts.tsx";
import { wordsOf } from "./client.ts";
import { Notices } from "./notices.tsx";
import { AppError } from "../src/spec/error.ts";
import { Leaf } from "./theme/icons.tsx";
import { ThemeSwitch } from "./theme/theme-switch.tsx";
import { WebhookNotice } from "./webhooks/webhook-notice.tsx";
import { dollars } from "./words.ts";

export function Shell() {
  const me = useMe();
  useEffect(() => listenForKeys(), []);
  if (me.isPending)
    return (
      <div className="grid min-h-dvh place-items-center" role="status" aria-label="Loading">
        <Leaf size={44} />
      </div>
    );
  if (me.error && !me.data) {
    if (me.error instanceof AppError && me.error.row.status === 401) return <SignIn />;
    return <Unreachable error={me.error} again={() => void me.refetch()} />;
  }
  return (
    <>
      <Header spentMicro={me.data!.balance.spentMicro} />
      {me.data!.scopes.includes("admin") && <WebhookNotice />}
      <Outlet />
      <Notices />
      <ShortcutSheet />
    </>
  );
}

function Header({ spentMicro }: { spentMicro: number }) {
  const link = "rounded-md px-2 py-1 text-mute hover:text-ink";
  const active = { className: "text-ink! underline decoration-leaf decoration-2 underline-offset-8" };
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-panel/95 px-4 backdrop-blur sm:gap-3">
      <Link to="/" className="mr-auto flex items-center gap-2 rounded-md font-serif text-xl tracking-tight" aria-label="OpenOak, to the studio">
        <Leaf />
        <span className="hidden sm:inline">OpenOak</span>
      </Link>
      <nav aria-label="Pages" className="flex text-sm">
        <Link to="/" className={link} activeProps={active} activeOptions={{ exact: true }}>
          Studio
        </Link>
        <Link to="/models" className={link} activeProps={active}>
          Models
        </Link>
        <Link to="/providers" className={link} activeProps={active}>
          Providers
        </Link>
        <Link to="/account" className={link} activeProps={active}>
          Account<span className="hidden tabular-nums sm:inline"> · {dollars(spentMicro)} spent</span>
        </Link>
      </nav>
      <ThemeSwitch />
      <button
        type="button"
        className="quiet hidden size-8 font-serif text-lg sm:inline-flex"
        aria-label="Keyboard shortcuts"
        onClick={() => sheetOpen.set(true)}
      >
        ?
      </button>
    </header>
  );
}

function Unreachable({ error, again }: { error: Error; again: () => void }) {
  const words = wordsOf(error);
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div role="alert" className="max-w-sm">
        <Leaf size={44} />
        <h1 className="mt-4 font-serif text-2xl">{words.title}</h1>
        <p className="mt-2 text-mute">{words.detail}</p>
        <button type="button" className="button-leaf mt-6" onClick={again}>
          Try again
        </button>
      </div>
    </main>
  );
}
