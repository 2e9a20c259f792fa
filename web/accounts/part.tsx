// A titled part of the account page, and its tables. Asks for nothing.
import type { ReactNode } from "react";
import { wordsOf } from "../client.ts";

export function Part({ title, error, children }: { title: string; error: Error | null; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-10">
      <h2 className="mb-3 font-serif text-2xl">{title}</h2>
      {error ? (
        <p role="alert" className="text-bad">
          {wordsOf(error).detail}
        </p>
      ) : (
        children
      )}
    </section>
  );
}

export function Table({ heads, rows }: { heads: string[]; rows: string[][] }) {
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-raised" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={head} scope="col" className={`label px-4 py-2 ${index === heads.length - 1 ? "text-right" : "text-left"}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className={`px-4 py-2 tabular-nums ${index === row.length - 1 ? "text-right" : "max-w-56 truncate"}`} title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A labeled field of a form. */
export function Field({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="label mb-1.5 block">
        {label}
      </label>
      {children}
    </div>
  );
}
