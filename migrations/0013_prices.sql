-- The price book: every price that an offer was seen at, and the alarms that a provider bills something else than was quoted.
create table prices (
  offer text not null,
  -- What it says, as a short hash: the same price is the same version, whoever read it and when.
  version text not null,
  price text not null,
  seen_at bigint not null,
  primary key (offer, seen_at, version)
);
create index prices_version on prices(version);

create table price_alarms (
  org text not null,
  offer text not null,
  version text not null,
  raised_at bigint not null,
  primary key (org, offer, version)
);
create index attempts_bills on attempts(org, offer, started_at) where bill is not null;
