// How the gap moved: two lines over the dates that are known, and the same as a table for who cannot see them. Asks for nothing.
import type { GapPoint } from "../../src/spec/gap.ts";
import { type Box, type Dot, linesOf, pathOf } from "./chart-lines.ts";

const BOX: Box = { width: 640, height: 170, left: 44, right: 16, top: 12, bottom: 24 };

export function Chart({ series }: { series: readonly GapPoint[] }) {
  const lines = linesOf(series, BOX);
  if (series.length === 0) return null;
  return (
    <figure className="mt-4">
      {lines && (
        <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} className="w-full" aria-hidden>
          {lines.marks.map(({ y, rating }) => (
            <g key={rating}>
              <line x1={BOX.left} x2={BOX.width - BOX.right} y1={y} y2={y} className="stroke-line" />
              <text x={BOX.left - 6} y={y + 4} textAnchor="end" className="fill-mute text-[11px] tabular-nums">
                {rating}
              </text>
            </g>
          ))}
          {lines.days.map(({ x, date }) => (
            <text key={date} x={x} y={BOX.height - 6} textAnchor="middle" className="fill-mute text-[11px] tabular-nums">
              {date.slice(5)}
            </text>
          ))}
          <Line dots={lines.proprietary} className="stroke-mute fill-mute" dashed />
          <Line dots={lines.open} className="stroke-leaf fill-leaf" />
        </svg>
      )}
      <figcaption className="mt-1 text-sm text-mute">
        {lines && (
          <>
            <span className="text-leaf">—</span> best open, <span>- -</span> best proprietary, rating on {series[0]!.board}.{" "}
          </>
        )}
        <details className="inline-block align-top">
          <summary className="cursor-pointer underline decoration-line underline-offset-4">As a table</summary>
          <div className="mt-2 overflow-x-auto" tabIndex={0}>
            <table className="text-sm">
              <thead>
                <tr>
                  {["Date", "Behind", "Proprietary", "Open", "Board"].map((head) => (
                    <th key={head} scope="col" className="label pr-4 text-left">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {series.map((each) => (
                  <tr key={`${each.date} ${each.board}`} className="tabular-nums">
                    <td className="pr-4 whitespace-nowrap">{each.date}</td>
                    <td className="pr-4">
                      {each.points}
                      {each.low !== null && ` (${each.low} to ${each.high})`}
                    </td>
                    <td className="pr-4">
                      {each.proprietary.model} {each.proprietary.rating}
                    </td>
                    <td className="pr-4">
                      {each.open.model} {each.open.rating}
                    </td>
                    <td>{each.board}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </figcaption>
    </figure>
  );
}

function Line({ dots, className, dashed }: { dots: readonly Dot[]; className: string; dashed?: boolean }) {
  return (
    <g className={className}>
      <path d={pathOf(dots)} fill="none" strokeWidth={2} strokeDasharray={dashed ? "5 4" : undefined} />
      {dots.map(({ x, y, model, rating, date }) => (
        <circle key={date} cx={x} cy={y} r={3}>
          <title>{`${date}: ${model} ${rating}`}</title>
        </circle>
      ))}
    </g>
  );
}
