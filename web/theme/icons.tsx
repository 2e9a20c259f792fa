// The studio's pictures as inline SVG: the oak leaf and the icons. Decoration only; whoever uses one gives it its name.
const PATHS = {
  download: "M12 4v11m0 0 4-4m-4 4-4-4M5 19h14",
  reuse: "M4 12a8 8 0 0 1 13.7-5.600L20 8.500M20 4v4.500h-4.500M20 12a8 8 0 0 1-13.7 5.600L4 15.500M4 20v-4.500h4.5",
  vary: "M5 5h14v14H5zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01",
  cancel: "M6 6l12 12M18 6 6 18",
  delete: "M5 7h14M10 7V4.500h4V7M7 7l1 12.500h8L17 7M10.5 11v5M13.5 11v5",
  details: "M12 11v6M12 7.500h.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  animate: "M4 6h11v12H4zM15 11l5-3v8l-5-3z",
  upscale: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  play: "M8 5.500v13l11-6.500z",
  pause: "M8 5.500v13M16 5.500v13",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  chevron: "M7 10l5 5 5-5",
  check: "M5 12.500l4.5 4.500L19 7.5",
  dice: "M5 5h14v14H5zM9 9h.01M15 15h.01M12 12h.01",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M15.5 15.5 20 20",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 2.500V5M12 19v2.500M2.5 12H5M19 12h2.500M5.3 5.3 7 7M17 17l1.7 1.700M5.3 18.7 7 17M17 7l1.7-1.7",
  moon: "M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5",
  screen: "M4 5h16v11H4zM9 20h6M12 16v4",
  upload: "M12 16V5m0 0 4 4m-4-4L8 9M5 19h14",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  video: "M4 6h11v12H4zM15 11l5-3v8l-5-3z",
  music: "M9 18V6l10-2v12M9 18a2.5 2 0 1 1-5 0 2.5 2 0 0 1 5 0M19 16a2.5 2 0 1 1-5 0 2.5 2 0 0 1 5 0",
  sound: "M4 10v4M8 7v10M12 4v16M16 8v8M20 11v2",
  voice: "M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3M6 11.500a6 6 0 0 0 12 0M12 17.500V21",
  text: "M4 6h16M4 11h16M4 16h10",
  spark: "M12 4l1.8 5.200L19 11l-5.2 1.800L12 18l-1.8-5.200L5 11l5.2-1.800z",
  minus: "M6 12h12",
  plus: "M12 6v12M6 12h12",
  alert: "M12 4 2.5 20h19zM12 10v4.500M12 17.200h.01",
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={name === "play" ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Leaf({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0 text-leaf">
      <g transform="rotate(38 16 16)">
        <path
          fill="currentColor"
          d="M16 1.5C18.3 1.5 19.6 3.2 18.9 5.8C20.7 4.3 23.3 5 23.6 7.2C23.9 9.2 22 10.6 19.6 10.8C22.2 10.2 24.8 11.5 24.8 13.9C24.8 16.2 22.3 17 19.3 16.6C21.9 16.8 23.6 18.3 23 20.2C22.4 22 19.9 21.9 18 21C19.4 22.2 19.3 23.7 17.9 24.3C17.3 24.6 16.9 24.7 16.7 24.8L16.7 30.5L15.3 30.5L15.3 24.8C15.1 24.7 14.7 24.6 14.1 24.3C12.7 23.7 12.6 22.2 14 21C12.1 21.9 9.6 22 9 20.2C8.4 18.3 10.1 16.8 12.7 16.6C9.7 17 7.2 16.2 7.2 13.9C7.2 11.5 9.8 10.2 12.4 10.8C10 10.6 8.1 9.2 8.4 7.2C8.7 5 11.3 4.3 13.1 5.8C12.4 3.2 13.7 1.5 16 1.5Z"
        />
        <path
          fill="none"
          stroke="var(--paper)"
          strokeWidth="1"
          strokeLinecap="round"
          d="M16 6v19M16 12.500l4.2-3.500M16 12.5 11.8 9M16 18.500l4.6-3.300M16 18.500l-4.6-3.3"
        />
      </g>
    </svg>
  );
}
