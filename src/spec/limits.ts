// Every bound on every input, with its unit last in its name. Not configuration: what an operator may change is in config.ts.

export const LIMITS = {
  /** JSON bodies of native and compatible routes. Chat may carry pictures as data URLs, hence not smaller. */
  jsonBodyBytes: 20 * 1024 * 1024,
  /** Arrays and objects inside each other. */
  jsonDepth: 100,
  /** One uploaded file. */
  uploadBytes: 512 * 1024 * 1024,
  /** One file fetched from a URL that a user or a provider named. */
  fetchBytes: 512 * 1024 * 1024,
  fetchRedirects: 4,
  fetchMs: 120_000,
  /** Decoded pixels of one picture: a decompression bomb is far above, a 100-megapixel photograph below. */
  imagePixels: 120_000_000,
  imageSidePx: 8192,
  /** Smallest and largest side that may be asked for. */
  minSidePx: 64,
  maxSidePx: 4096,
  promptChars: 8_000,
  speechChars: 4_096,
  lyricsChars: 6_000,
  voiceChars: 100,
  count: 8,
  videoSeconds: 60,
  musicSeconds: 600,
  soundSeconds: 60,
  chatMessages: 1_000,
  chatOutputTokens: 200_000,
  seed: 2_147_483_647,
  idempotencyKeyChars: 200,
  nameChars: 100,
  /** A provider's key: the longest that vendors use are signed tokens. */
  providerKeyChars: 4_000,
  listItems: 100,
  idChars: 200,
  onlyNever: 50,
  /** Whom a service passes inputs on to, as its data terms name them. */
  subprocessors: 12,
  subprocessorChars: 60,
  /** Countries in one question about licences. */
  places: 60,
  waitSeconds: 60,
  /** A generation that has not ended by then is ended with what is known. */
  generationMs: 6 * 60 * 60 * 1000,
  /** Attempts over all providers, so that no generation wanders for ever. */
  attempts: 8,
  /** Candidates that a plan tells, and rejections that are kept with a generation: several times what may be tried. */
  planKept: 40,
  /** Rejections that a plan tells for each rule; how many more there are is told as a number. */
  planRejections: 50,
  /** The largest share of asks that may try what is not known well: each is a guess at its asker's expense. */
  exploreShare: 0.2,
  /** Times the same offer is tried again after a failure that says "later". */
  sameOfferTries: 3,
  /** What a provider may send to say that something has changed. It is checked, not believed. */
  hookBytes: 4 * 1024 * 1024,
  /** Places of one organisation that hear of its events. */
  webhooks: 20,
  webhookUrlChars: 2_000,
  /** A larger event is told by its id only. */
  webhookBodyBytes: 512 * 1024,
  /** How long a receiver may take to answer. */
  webhookMs: 15_000,
  /** Deliveries that one call replays. */
  webhookReplays: 200,
  /** So long deliveries can be looked at and replayed. */
  webhookKeepMs: 30 * 24 * 60 * 60_000,
  /** Whole micros of a dollar: 1,000,000 dollars. Anything above is a slip of the keyboard. */
  ceilingMicro: 1_000_000_000_000,
  /** Budgets of one organization: each that names the asker is looked at by every request of theirs, twelve at most. */
  budgets: 1_000,
  /** Generations that a budget may allow: as good as none above. */
  budgetGenerations: 1_000_000_000,
  projects: 1_000,
  /** Offers in a comparison of prices, cheapest first. */
  compared: 200,
  /** Policies of one organization: each that binds the asker is held against every offer. */
  policies: 100,
  /** Pictures are shown to a judge this large at most, a side: what it costs is bounded by it. */
  judgePicturePx: 512,
  /** Sounds are played to a judge in mono at this rate, so many seconds of all of them together at most: what it costs and what is sent (10 MB) are bounded by it. */
  judgeSoundHz: 16_000,
  judgeSoundSeconds: 240,
  /** A sound that is longer, or of more bytes, is not decoded for a judge. */
  judgedSeconds: 900,
  judgedBytes: 128 * 1024 * 1024,
  /** Tokens that a judge may answer with, thoughts included. */
  judgeTokens: 4_000,
  /** What is kept of a judge's reasons, each. */
  judgeReasonChars: 400,
  /** What a ledger entry says in words, such as why nothing arrived. */
  noteChars: 300,
  /** Layers of models that an operator may judge otherwise than the indexes. */
  opennessOverrides: 5_000,
} as const;
