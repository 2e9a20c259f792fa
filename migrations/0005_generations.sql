-- Asks on their way to assets: generations, their attempts, and the append-only record of what happened.
create table generations (
  id text primary key,
  org text not null,
  api_key text,
  task text not null,
  ask text not null,
  facts text not null,
  status text not null,
  progress double precision,
  stage text,
  model text,
  provider text,
  seed bigint,
  quote_low_micro bigint,
  quote_high_micro bigint,
  settled_micro bigint,
  plan text not null,
  hold text,
  error text,
  idem_key text,
  idem_hash text,
  cancel_at bigint,
  created_at bigint not null,
  ended_at bigint,
  deleted_at bigint
);
create unique index generations_idem on generations(org, idem_key);
create index generations_feed on generations(org, created_at, id);

create table attempts (
  id text primary key,
  org text not null,
  generation text not null references generations(id),
  ordinal bigint not null,
  offer text not null,
  model text not null,
  provider text not null,
  status text not null,
  ref text,
  outputs text,
  charged text not null,
  micro bigint,
  usage text,
  failure text,
  canceled_at bigint,
  started_at bigint not null,
  ended_at bigint
);
create unique index attempts_order on attempts(generation, ordinal);

create table events (
  id text primary key,
  org text not null,
  subject text not null,
  type text not null,
  data text not null,
  at bigint not null
);
create index events_org on events(org, at);
