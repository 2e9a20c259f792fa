// The way to a model's page, wherever its name stands. Nothing else.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

export function ModelLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link to="/models/$" params={{ _splat: id }} className="rounded-sm underline decoration-line underline-offset-4 hover:decoration-leaf">
      {children}
    </Link>
  );
}
