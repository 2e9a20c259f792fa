-- What is kept: assets (one row for each organisation that has the bytes), the bytes they share under their hash, and long texts.
create table assets (
  id text primary key,
  org text not null,
  kind text not null,
  type text not null,
  bytes bigint not null,
  sha256 text not null,
  width bigint,
  height bigint,
  seconds double precision,
  thumbhash text,
  thumbnail bigint not null,
  peaks text,
  body text,
  name text,
  origin text not null,
  generation text,
  slot text,
  created_at bigint not null,
  removed_at bigint
);
create unique index assets_slot on assets(org, slot);
create index assets_feed on assets(org, created_at, id);
create index assets_generation on assets(org, generation);
create index assets_hash on assets(sha256);

-- Texts that do not fit an asset's row, and what was said about a text (a transcript's times).
create table asset_texts (
  asset text primary key references assets(id),
  body text not null,
  data text
);

-- Every file that was ever put under its hash and not yet deleted. The row is the lock between those who keep the bytes and those who delete them.
create table asset_blobs (
  sha256 text primary key,
  bytes bigint not null,
  touched_at bigint not null,
  deleting_at bigint
);

-- Bytes that are prepared and wait for their asset's row: not to be deleted until then, or until the pin expires.
create table asset_pins (
  id text primary key,
  sha256 text not null,
  expires_at bigint not null
);
create index asset_pins_hash on asset_pins(sha256);
