// A sound with its waveform: play and pause, seek by pointer or arrow keys, the time. One plays at a time.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { Asset } from "../../src/spec/asset.ts";
import { Icon } from "../theme/icons.tsx";
import { clockTime } from "../words.ts";
import { barsOf, pathOf } from "./waveform.ts";

const BARS = 96;
const HEIGHT = 40;
const STEP_SECONDS = 2;
let playing: HTMLAudioElement | null = null;

export function AudioPlayer({ asset, name }: { asset: Asset; name: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [on, setOn] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(asset.seconds ?? 0);
  const [broken, setBroken] = useState(false);
  useFrames(on, () => setAt(audio.current?.currentTime ?? 0));

  function toggle() {
    const element = audio.current;
    if (!element) return;
    if (!element.paused) return element.pause();
    if (playing && playing !== element) playing.pause();
    playing = element;
    element.play().catch(() => setBroken(true));
  }
  function seek(seconds: number) {
    const to = Math.min(length, Math.max(0, seconds));
    if (audio.current) audio.current.currentTime = to;
    setAt(to);
  }

  return (
    <div className="flex items-center gap-3 bg-leaf-soft px-4 py-5">
      <button
        type="button"
        onClick={toggle}
        aria-label={on ? "Pause" : "Play"}
        className="grid size-11 shrink-0 place-items-center rounded-full bg-leaf text-on-leaf hover:bg-leaf-deep"
      >
        <Icon name={on ? "pause" : "play"} size={20} />
      </button>
      <div className="min-w-0 flex-1">
        <Wave asset={asset} name={name} at={at} length={length} onSeek={seek} onToggle={toggle} />
        <p className="mt-1 flex justify-between text-xs tabular-nums text-mute">
          <span>{broken ? "This browser cannot play it; download it instead" : clockTime(at)}</span>
          <span>{clockTime(length)}</span>
        </p>
      </div>
      <audio
        ref={audio}
        src={asset.url}
        preload="none"
        onPlay={() => setOn(true)}
        onPause={() => setOn(false)}
        onEnded={() => {
          setOn(false);
          seek(0);
        }}
        onError={() => setBroken(true)}
        onLoadedMetadata={(event) => Number.isFinite(event.currentTarget.duration) && setLength(event.currentTarget.duration)}
      />
    </div>
  );
}

function useFrames(on: boolean, draw: () => void) {
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    if (!on) return;
    let frame = requestAnimationFrame(function next() {
      latest.current();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [on]);
}

interface WaveProps {
  asset: Asset;
  name: string;
  at: number;
  length: number;
  onSeek: (seconds: number) => void;
  onToggle: () => void;
}

function Wave({ asset, name, at, length, onSeek, onToggle }: WaveProps) {
  const clip = useId();
  const path = useMemo(() => pathOf(barsOf(asset.peaks, BARS), HEIGHT), [asset.peaks]);
  const played = length > 0 ? (at / length) * BARS : 0;
  const point = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * length);
  };
  function keys(event: React.KeyboardEvent) {
    const to = {
      ArrowLeft: at - STEP_SECONDS,
      ArrowDown: at - STEP_SECONDS,
      ArrowRight: at + STEP_SECONDS,
      ArrowUp: at + STEP_SECONDS,
      Home: 0,
      End: length,
    }[event.key];
    if (to === undefined && event.key !== " ") return;
    event.preventDefault();
    if (to === undefined) onToggle();
    else onSeek(to);
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Position in ${name}`}
      aria-valuemin={0}
      aria-valuemax={Math.round(length * 10) / 10}
      aria-valuenow={Math.round(at * 10) / 10}
      aria-valuetext={`${clockTime(at)} of ${clockTime(length)}`}
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && point(event)}
      className="cursor-pointer touch-none rounded"
    >
      <svg aria-hidden viewBox={`0 0 ${BARS} ${HEIGHT}`} preserveAspectRatio="none" className="block h-12 w-full">
        <clipPath id={clip}>
          <rect width={played} height={HEIGHT} />
        </clipPath>
        <path d={path} className="stroke-leaf/35" strokeWidth="0.62" fill="none" />
        <path d={path} className="stroke-leaf" strokeWidth="0.62" fill="none" clipPath={`url(#${clip})`} />
      </svg>
    </div>
  );
}
