// Prompts with the style that a person saw in them, written for OpenOak and labelled before the classifier was run on them. For measuring the classifier, never for setting its weights.
import type { Style } from "./style.ts";

const prompts = (style: Style | null, lines: string) =>
  lines
    .trim()
    .split("\n")
    .map((prompt) => ({ style, prompt: prompt.trim() }));

export const HELD_OUT: readonly { style: Style | null; prompt: string }[] = [
  ...prompts(
    "photoreal",
    `photo of a rainy tram stop in Lisbon at night, reflections on the cobbles
    35mm film photograph of two dogs running through shallow surf
    candid shot of commuters on an escalator, grainy black and white
    macro photograph of a bee covered in pollen
    an old rusty pickup truck parked outside a diner, shot on Kodak Portra 400
    realistic photo of a messy student kitchen after a party
    night street photography, noodle stall, steam, neon reflections
    a hummingbird frozen mid-air, high-speed photography
    documentary photo of a crowded market in Dakar
    DSLR photo of a plate of pancakes with blueberries, shallow depth of field
    polaroid of a birthday party in 1984
    interior photograph of a Scandinavian living room with afternoon light`,
  ),
  ...prompts(
    "product",
    `a bottle of amber whisky on black slate, commercial product photography
    studio packshot of a white running shoe, floating, soft shadow
    minimal skincare jar mockup with frosted glass and a bamboo lid
    wireless earbuds in an open charging case on a pastel pedestal
    e-commerce image of a blue ceramic mug, white seamless background
    luxury wristwatch on marble, advertising shot, crisp highlights
    canned cold brew coffee with condensation, hero shot for an ad campaign
    leather backpack hanging against a plain background, catalog shot
    lipstick swatches beside a gold tube, cosmetics advertisement
    packaging design for organic tea, box standing at an angle
    a folding bicycle isolated on white for an online shop
    gaming mouse with rgb lighting, dark studio background, softbox reflections`,
  ),
  ...prompts(
    "anime",
    `anime girl with silver hair waiting for the last train
    two samurai duelling under cherry blossoms, manga panel, heavy screentone
    chibi wizard riding a giant cat
    1990s anime still, rooftop at dusk, laundry in the wind
    mecha pilot in a cockpit, cel shaded, dramatic lighting
    a quiet countryside bus stop, ghibli style
    shonen hero charging an energy attack, speed lines
    magical girl transformation sequence, sparkles and ribbons
    visual novel background of an empty classroom at sunset
    key visual for a slice-of-life anime about a bakery
    catgirl barista serving latte, kawaii
    seinen style detective smoking in the rain`,
  ),
  ...prompts(
    "illustration",
    `watercolor of a fox asleep in autumn leaves
    children's book illustration of a bear learning to bake
    ink drawing of a lighthouse in a storm, cross-hatching
    flat vector art of a team meeting around a table
    linocut print of swallows over rooftops
    oil painting of a fishing harbour, impressionist brushwork
    comic book cover of a raccoon detective
    botanical engraving of a fern with labelled parts
    art nouveau woman surrounded by lilies
    charcoal sketch of a dancer stretching
    editorial cartoon about rising rents
    gouache scene of a night market with lanterns`,
  ),
  ...prompts(
    "typography",
    `a neon sign that says "OPEN LATE" in a diner window
    poster with the words "Jazz on the River" in bold art deco lettering
    birthday card, hand lettered "Happy 70th Otto"
    chalkboard menu reading "Soup of the day: tomato"
    a t-shirt print with the phrase "less noise, more trees"
    movie title card spelling ECLIPSE in cracked stone letters
    calligraphy of the word "patience" on rice paper
    book cover titled "The Salt Road", serif typeface
    storefront sign "Müller & Söhne" above a watchmaker's shop
    a protest placard with the text "We were promised trams"
    concert flyer, headline "NOISE NIGHT 7", grunge font
    a cake with "Welcome home Ida" piped in blue icing`,
  ),
  ...prompts(
    "logo",
    `minimal logo for a coffee roastery called Ember
    geometric fox emblem for a cycling club
    app icon for a meditation app, gradient lotus
    monogram of the letters R and K, luxury brand
    vector logotype for a bakery, wheat motif, two colours
    esports mascot logo, angry badger
    letterform mark combining a leaf and the letter T
    favicon of a paper plane, flat
    vintage badge logo for a mountain rescue team
    brand mark for a solar energy startup
    circular crest for a rowing club, oars crossed, navy and gold
    wordmark for a record label in custom rounded type`,
  ),
  ...prompts(
    "portrait",
    `portrait of an elderly fisherman with a weathered face, side light
    corporate headshot of a young woman in a grey blazer
    close-up of a freckled boy laughing, window light
    studio portrait of a jazz trumpeter, rim light
    a bride looking over her shoulder, soft backlight, 85mm
    head and shoulders of a nurse after a night shift
    black woman with braids, eyes closed, golden paint on her cheek
    self-portrait in a cracked mirror
    moody portrait of a boxer wrapping his hands
    smiling grandmother in a knitted shawl, looking at the camera
    fashion editorial of a man in a wide-brimmed hat, stern gaze
    twins with red hair facing each other, faces almost touching`,
  ),
  ...prompts(
    "landscape",
    `misty fjord at dawn with a single rowing boat
    sand dunes under a huge moon, long shadows
    alpine meadow with a winding stream and snowy peaks
    wide view of rice terraces after rain
    storm clouds rolling over a prairie
    aurora over a frozen lake, pine silhouettes
    sea cliffs in Ireland, waves crashing far below
    autumn forest from above, river cutting through
    volcanic coast at sunset, black sand
    lavender fields to the horizon, warm evening
    a waterfall hidden in a jungle canyon
    the Milky Way above a desert mesa`,
  ),
  ...prompts(
    "3d",
    `3d render of a tiny island with a windmill, octane
    isometric room of a programmer, blender
    low poly dragon on a floating rock
    claymation penguin baking bread
    glossy 3D letters made of jelly, studio light
    pixar style grandpa fixing a radio
    voxel city at night
    cute cgi robot holding a balloon, subsurface scattering
    unreal engine scene of an abandoned space station corridor
    abstract torus of liquid chrome, raytraced
    clay render of a sports car, grey material
    isometric cutaway of a submarine, soft render`,
  ),
  ...prompts(
    "pixel",
    `pixel art tavern interior with a fireplace
    16-bit sprite sheet of a knight walking
    8-bit spaceship over a purple planet
    retro game title screen, pixelated castle
    top-down tileset for a farming game
    pixel portrait of a witch, 64x64
    SNES style boss battle in a volcano
    animated sprites of slimes, limited palette
    isometric pixel art bakery
    16 bit side-scroller background, snowy village
    pixel-art avatar of a cat in a hoodie
    gameboy style overworld map, four shades of green`,
  ),
  ...prompts(
    null,
    `a red fox
    something calm
    an octopus playing chess with a lobster
    freedom
    a house made of bread
    a purple elephant on roller skates
    the feeling of monday morning
    two robots arguing
    a cathedral inside a whale
    steam engine
    a cat wearing a crown
    spaceship landing in a cornfield
    a library with no books
    tomatoes
    knight versus snail
    a bridge between two moons
    underwater tea party
    an astronaut on a unicycle
    dinosaur skeleton in a ballroom
    seven candles and a key
    clockwork heart
    a fox and a hen at a negotiating table
    giant teapot as a hot air balloon
    the last payphone on earth
    a dragon reading a newspaper
    four cubes stacked on a sphere
    bicycle made of vegetables
    a tiny door in an oak tree
    horse in a supermarket
    infinite staircase`,
  ),
];
