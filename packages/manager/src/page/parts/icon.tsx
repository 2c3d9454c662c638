/** Drawn for 16 by 16, in the colour of the text around. */
const paths = {
  pools: "M6.5 9.5a4 4 0 1 0 0-.01zM1.5 9.5a4 4 0 1 0 8 0 4 4 0 0 0-8 0zm5-3a4 4 0 1 0 8 0 4 4 0 0 0-8 0z",
  hosts: "M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3",
  matrix: "M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.9h11M6.2 2.5v11M9.9 2.5v11",
  try: "M6.5 2.5h3M7.5 2.5v4l-4 6.2a.6.6 0 0 0 .5.8h8a.6.6 0 0 0 .5-.8l-4-6.2v-4M5.6 9.5h4.8",
  jobs: "M2.5 4.5h11M2.5 8h11M2.5 11.5h7",
  overlap:
    "M6 12.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10 12.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9z",
  usage: "M2.5 2.5v11h11M4.5 10.5l3-4 2.5 2 3.500-5",
  history: "M8 4.5V8l2.5 1.5M2.6 9.2A5.5 5.5 0 1 0 3.6 4.6M3 2.5v2.7h2.7",
  settings: "M2.5 5h5M11 5h2.5M2.5 11H5M8.500 11h5M9.2 3.3v3.4M6.8 9.3v3.4",
  user: "M8 8a2.7 2.7 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400zM3 13.500c.6-2.600 2.600-3.800 5-3.800s4.400 1.200 5 3.800",
  search: "M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.300 10.300l3.200 3.200",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.500l3.500 3.500L13 4.500",
  warning: "M8 2.500l6 11H2zM8 6.500v3M8 11.700v.01",
  trash: "M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.6 9h5.800l.6-9M6.700 7v4M9.300 7v4",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  move: "M2.500 8h10M9 4.500L12.500 8 9 11.500",
  pencil: "M3 13l.7-2.700 7-7 2 2-7 7zM9.500 4.500l2 2",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  sun: "M8 10.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM8 1.500v1.700M8 12.800v1.700M1.500 8h1.700M12.800 8h1.700M3.400 3.400l1.200 1.200M11.400 11.400l1.200 1.200M3.400 12.600l1.200-1.200M11.400 4.600l1.200-1.200",
  moon: "M13 9.500A5.500 5.500 0 0 1 6.500 3a5.500 5.500 0 1 0 6.500 6.500z",
  help: "M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM6.200 6.300a1.800 1.800 0 1 1 2.500 1.700c-.5.200-.7.500-.7 1.200M8 11.300v.01",
} as const;

export type IconName = keyof typeof paths;

/** A picture beside a text that says the same; never the only thing that says it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon-picture" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
