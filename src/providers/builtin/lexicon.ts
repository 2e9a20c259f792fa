// The words that the painter knows, by what they are: places, times, weathers, styles, subjects. Data and its look-up; nothing is drawn here.
import type { Token } from "./words.ts";

export type Kind = "place" | "time" | "weather" | "season" | "style" | "subject" | "wear" | "part" | "mood" | "feature" | "motion" | "size";
export interface Concept {
  kind: Kind;
  id: string;
}

// Each line: the concept's name, then the words for it, "_" standing for a space. Singular, without accents. A few words of other languages where they are unmistakable.
const TABLE: Record<Kind, string> = {
  place: `
    sea: sea ocean meer mer mar open_water wave surf
    beach: beach seaside seashore shore coast coastline strand playa plage tropical_island
    lake: lake pond lago lac fjord loch
    river: river stream creek brook rio fluss riviere canal
    mountain: mountain alp alpine peak summit berg montagne montana mountain_range highland
    volcano: volcano
    hill: hill hillside hillock rolling_hill countryside valley colina tuscany
    forest: forest wood woodland wald foret bosque grove taiga bamboo_forest
    jungle: jungle rainforest
    desert: desert dune sahara wuste desierto
    city: city skyline cityscape downtown metropolis town stadt ville ciudad skyscraper urban tokyo new_york manhattan paris london street alley
    village: village hamlet
    field: field meadow prairie grassland pasture wheat_field steppe plain lawn park cornfield farmland
    savanna: savanna savannah african_plain serengeti
    garden: garden flower_field flower_meadow garten jardin
    space: space outer_space cosmos galaxy nebula universe deep_space milky_way
    moonscape: lunar_surface on_the_moon moon_surface moonscape
    mars: mars_surface on_mars martian
    underwater: underwater undersea coral_reef reef ocean_floor seabed under_the_sea aquarium deep_sea
    room: room kitchen table_top tabletop still_life wooden_table indoor inside studio_table living_room windowsill
    road: road highway route path country_road
    sky: sky heaven cloudscape himmel ciel cielo
    studio: studio plain_background white_background solid_background portrait`,
  time: `
    dawn: dawn sunrise daybreak morning early_morning
    day: day daytime noon midday afternoon sunny sunshine sunlit blue_sky daylight
    sunset: sunset sundown golden_hour evening sunsets atardecer sonnenuntergang
    dusk: dusk twilight blue_hour nightfall
    night: night midnight nighttime nocturnal moonlit starry starlit night_sky nacht nuit noche`,
  weather: `
    snowing: snowing snowfall snowflake blizzard snowstorm falling_snow
    rain: rain rainy raining drizzle downpour regen lluvia
    storm: storm thunderstorm lightning thunder tempest stormy
    fog: fog foggy mist misty haze hazy nebel
    cloudy: cloudy cloud overcast
    wind: windy wind breeze
    rainbow: rainbow
    aurora: aurora northern_light aurora_borealis polar_light
    stars: star_filled star_sky stars_above constellation
    moon: moon full_moon moonlight crescent crescent_moon half_moon luna mond
    sun: sun sonne sol
    meteor: meteor shooting_star comet meteor_shower
    clear: clear_sky clear cloudless`,
  season: `
    winter: winter snow snowy icy ice frozen frosty schnee neige nieve snow_covered snowcapped arctic antarctic hiver invierno
    spring: spring springtime blossom blooming
    summer: summer summertime
    autumn: autumn fall_color autumnal fall_forest october falling_leaf herbst automne otono`,
  style: `
    watercolor: watercolor watercolour aquarelle aquarell acuarela water_color
    oil: oil oil_painting oil_paint impasto van_gogh acrylic painterly brush_stroke gouache
    impressionist: impressionist impressionism monet pointillism pointillist
    pencil: pencil sketch sketched pencil_drawing graphite drawing
    charcoal: charcoal
    crayon: crayon colored_pencil coloured_pencil pastel_drawing chalk
    ink: ink line_art lineart ink_drawing outline engraving etching line_drawing coloring_page
    pixel: pixel pixel_art 8_bit 16_bit 8bit 16bit retro_game pixelated
    flat: flat vector flat_design vector_art flat_vector clip_art clipart logo icon
    papercut: paper_cut papercut paper_cutout origami paper_art cut_paper
    neon: neon cyberpunk synthwave vaporwave retrowave tron blade_runner neon_light
    noir: noir black_and_white monochrome film_noir b&w grayscale greyscale bw
    sepia: sepia vintage old_photo antique
    ukiyo: ukiyo_e ukiyoe woodblock wood_block hokusai japanese_print woodcut linocut great_wave
    lowpoly: low_poly lowpoly polygonal geometric
    mosaic: mosaic stained_glass tile_art voronoi
    minimal: minimalist minimalism minimal simple
    anime: anime manga ghibli cartoon cel_shaded comic_book comic studio_ghibli
    popart: pop_art popart warhol lichtenstein halftone
    abstract: abstract abstraction kandinsky pattern texture geometric_abstraction
    photo: photo photograph photorealistic realistic photography 3d render hyperrealistic cinematic 4k 8k`,
  subject: `
    fox: fox vixen fuchs renard zorro volpe
    cat: cat kitten kitty katze chat gato gatto tabby
    dog: dog puppy hound hund chien perro cane corgi labrador retriever terrier husky
    wolf: wolf loup lobo coyote
    rabbit: rabbit bunny hare kaninchen lapin conejo
    owl: owl eule hibou buho
    bird: bird robin sparrow finch bluebird canary songbird vogel oiseau pajaro cardinal hummingbird kingfisher
    crow: crow raven magpie blackbird
    parrot: parrot macaw parakeet toucan
    eagle: eagle hawk falcon vulture condor adler
    gull: gull seagull tern albatross
    duck: duck duckling mallard goose
    swan: swan
    flamingo: flamingo heron stork crane
    penguin: penguin
    chicken: chicken hen rooster cock
    fish: fish goldfish koi salmon_fish trout tuna clownfish poisson pez fisch
    shark: shark
    whale: whale humpback orca blue_whale wal baleine ballena
    dolphin: dolphin porpoise
    octopus: octopus squid kraken
    jellyfish: jellyfish
    turtle: turtle tortoise
    crab: crab
    butterfly: butterfly moth schmetterling papillon mariposa
    bee: bee bumblebee wasp ladybug ladybird beetle
    horse: horse pony stallion mare pferd cheval caballo foal
    unicorn: unicorn einhorn licorne
    zebra: zebra
    donkey: donkey mule
    deer: deer stag elk moose reindeer buck doe fawn caribou
    cow: cow bull ox buffalo bison kuh vache vaca
    sheep: sheep lamb schaf mouton oveja
    goat: goat
    pig: pig piglet boar
    bear: bear ours oso grizzly grizzly_bear brown_bear
    polarbear: polar_bear
    panda: panda panda_bear
    lion: lion
    tiger: tiger leopard cheetah jaguar panther
    elephant: elephant mammoth
    giraffe: giraffe
    camel: camel llama alpaca
    mouse: mouse rat hamster
    squirrel: squirrel chipmunk
    hedgehog: hedgehog porcupine
    frog: frog toad
    snail: snail
    snake: snake serpent
    dinosaur: dinosaur t_rex brontosaurus dino sauropod
    dragon: dragon drache wyvern
    person: person figure human traveler traveller hiker wanderer walker someone silhouette_figure monk pilgrim
    man: man boy guy fisherman farmer king gentleman sailor soldier samurai mann homme hombre
    woman: woman girl lady queen princess dancer mother frau femme mujer
    child: child kid toddler baby
    wizard: wizard witch sorcerer mage
    astronaut: astronaut cosmonaut spaceman
    boat: boat rowboat rowing_boat canoe kayak fishing_boat gondola boot
    sailboat: sailboat sailing_boat yacht sailing_ship galleon pirate_ship sail_boat segelboot velero voilier
    ship: ship steamer cruise_ship ferry cargo_ship schiff
    car: car automobile auto sports_car convertible taxi voiture coche vintage_car van
    bus: bus truck lorry
    train: train locomotive steam_train zug tren tram
    rocket: rocket spaceship spacecraft starship space_shuttle
    plane: plane airplane aeroplane aircraft jet
    bicycle: bicycle bike cycle fahrrad velo bicicleta
    balloon: hot_air_balloon air_balloon
    toyballoon: balloon party_balloon
    ufo: ufo flying_saucer alien_ship
    house: house home cottage haus maison casa farmhouse villa
    cabin: cabin hut log_cabin shack shed chalet
    castle: castle fortress palace schloss burg chateau castillo
    lighthouse: lighthouse leuchtturm phare faro
    tower: tower skyscraper_tower eiffel_tower
    windmill: windmill wind_mill
    church: church chapel cathedral temple monastery
    pagoda: pagoda shrine torii japanese_temple
    barn: barn
    bridge: bridge
    tent: tent camp campsite
    pyramid: pyramid
    tree: tree oak maple birch baum arbre arbol oak_tree willow apple_tree
    pine: pine fir spruce christmas_tree conifer pine_tree fir_tree
    palm: palm palm_tree coconut_tree
    cherrytree: cherry_tree cherry_blossom sakura blossom_tree cherry_blossom_tree
    cactus: cactus saguaro
    flower: flower daisy wildflower blume fleur flor poppy blossom_flower peony orchid
    rose: rose_flower red_rose
    tulip: tulip
    sunflower: sunflower
    lavenderplant: lavender_field lavender_plant
    mushroom: mushroom toadstool fly_agaric pilz champignon
    apple: apple apfel pomme manzana
    pear: pear
    citrus: orange_fruit mandarin grapefruit lemon_fruit lime_fruit
    banana: banana
    strawberry: strawberry
    cherry: cherry_fruit
    grapes: grape
    pumpkin: pumpkin jack_o_lantern
    fruit: fruit fruit_bowl fruit_basket bowl_of_fruit
    cup: cup mug teacup coffee tea cup_of_coffee cup_of_tea cup_of_tea coffee_cup coffee_mug
    teapot: teapot kettle
    vase: vase flower_vase bouquet
    bottle: bottle wine_bottle
    wineglass: wine_glass glass goblet
    book: book novel
    candle: candle
    lamp: lamp lantern street_lamp lamppost streetlight
    cake: cake cupcake birthday_cake pie
    bread: bread loaf croissant
    pizza: pizza
    robot: robot android droid mech roboter
    heart: heart
    starshape: star gold_star
    planet: planet saturn jupiter mars earth globe venus neptune
    ball: ball football basketball beach_ball soccer_ball sphere
    umbrella: umbrella parasol regenschirm
    guitar: guitar violin cello
    piano: piano
    clock: clock
    key: key
    kite: kite
    chair: chair armchair bench
    snowman: snowman
    rock: rock boulder stone
    campfire: campfire fire bonfire flame
    gift: gift present gift_box
    crystal: crystal gem diamond gemstone
    feather: feather
    skull: skull
    eye: giant_eye
    hatthing: top_hat
    door: doorway door portal`,
  wear: `
    hat: hat cap bowler
    scarf: scarf
    crown: crown
    glasses: glasses sunglasses spectacle
    bow: bow ribbon
    umbrellaheld: holding_an_umbrella`,
  part: `
    eye: eye
    roof: roof
    sail: sail
    hair: hair
    clothes: dress shirt coat jacket robe cloak suit sweater raincoat kimono clothes
    wing: wing
    spot: spot dot
    stripe: stripe
    belly: belly
    tail: tail
    wheel: wheel
    petal: petal
    door: red_door
    leafcolor: leaf foliage`,
  feature: `
    tall: tall_grass
    reflection: reflection mirrored`,
  mood: `
    dark: dark gloomy moody ominous scary spooky eerie haunted
    bright: bright vibrant colorful colourful vivid saturated cheerful happy joyful
    soft: soft pastel gentle dreamy calm peaceful serene delicate tranquil
    warm: warm cozy cosy
    cold: cold cool chilly
    magic: magical mystical enchanted fantasy fairy_tale glowing bioluminescent
    dramatic: dramatic epic intense`,
  motion: `
    left: pan_left
    right: pan_right
    in: zoom_in zoom push_in dolly_in
    out: zoom_out pull_back dolly_out
    still: static still_camera fixed_camera no_motion`,
  size: `
    big: big large huge giant massive enormous towering gigantic close_up closeup grand tall
    small: small little tiny miniature distant far_away far faraway wee`,
};

const PHRASES = new Map<string, Concept>();
let longest = 1;
for (const [kind, lines] of Object.entries(TABLE) as [Kind, string][]) {
  for (const line of lines
    .split("\n")
    .map((text) => text.trim())
    .filter(Boolean)) {
    const [id, words] = line.split(": ") as [string, string];
    for (const word of words.split(" ")) {
      const phrase = word.replaceAll("_", " ");
      longest = Math.max(longest, phrase.split(" ").length);
      if (!PHRASES.has(phrase)) PHRASES.set(phrase, { kind, id });
    }
  }
}

/** The longest phrase that begins at this token and stays within its clause: the concept and how many tokens it takes. */
export function conceptAt(tokens: readonly Token[], at: number): { concept: Concept; length: number } | null {
  for (let length = Math.min(longest, tokens.length - at); length > 0; length--) {
    const span = tokens.slice(at, at + length);
    if (span.some((token) => token.clause !== tokens[at]!.clause)) continue;
    const concept = PHRASES.get(span.map((token) => token.lemma).join(" ")) ?? PHRASES.get(span.map((token) => token.text).join(" "));
    if (concept) return { concept, length };
  }
  return null;
}

/** All subjects that can be drawn, for the documentation and the tests. */
export const SUBJECTS: readonly string[] = [
  ...new Set([...PHRASES.values()].filter((concept) => concept.kind === "subject").map((concept) => concept.id)),
];
export const STYLES: readonly string[] = [
  ...new Set([...PHRASES.values()].filter((concept) => concept.kind === "style").map((concept) => concept.id)),
];

/** Words that carry no picture, so that only truly unknown ones are reported. */
export const EMPTY_WORDS = new Set(
  `a an the of in on at to and or with by for from into onto over under above below near beside behind between through across along around is are was be being its his her their my your our it that this these those there
  very quite really so too as like style art artwork painting picture image scene view shot photo portrait illustration drawing beautiful lovely pretty nice cute amazing stunning gorgeous masterpiece detailed highly ultra quality best
  trending artstation digital concept wallpaper background foreground left right center centre middle top bottom side front back up down out off light lighting lit tone tones hue color colour palette shade colored coloured painted
  branch twig limb perch sitting standing walking running sleeping lying flying swimming jumping sailing floating drifting rolling falling resting looking watching playing driving riding rising setting shining growing standing eating drinking reading holding wearing
  dancing crossing hiding leaping grazing perched soaring blowing glowing burning passing moving going coming full filled covered surrounded made some any lot lots bit two one old new young ancient modern wild big small
  make create draw paint generate show please me want i we you he she they do does can will would should need low high long short wide narrow slow slowly fast gently softly quietly toward towards against during while when where
  un une der die das ein eine el la le les los las en de du dans im am auf mit il lo una uno con y et und del della sur e`.split(/\s+/),
);
